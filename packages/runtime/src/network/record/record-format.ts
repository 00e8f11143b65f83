/** How records lie in buffers. All numbers little-endian; nothing is aligned.
 *
 *    record    u32 length of what follows · u8 tag · i32 key hash (records of keyed channels only) · payload
 *    tag 0     a shape announcement: u8 tag it announces · JSON text (see record-shape.ts)
 *    tag 1     payload of the general codec: [separate key] · UTF-8 JSON text to the end (see general-codec.ts)
 *    tag 2     f64 timestamp of the records behind it on this channel (see time-elements.ts)
 *    tag 3     f64 watermark
 *    tag 4     f64 status of the watermarks: 0 active, 1 idle
 *    tag 16+   payload of an announced shape: [separate key] · fixed-width fields · strings, each in field order
 *              (a string that is the key comes first of the strings)
 *    string    u8 (units << 1 | wide), or 0xFF and u32 of the same; then latin-1 bytes, or UTF-16 units when wide
 *    key       u8 kind (string 0, number 1, other 2) · string | f64 | string of general JSON
 *
 *  A record may continue in the next buffers. The key hash is Java's `hashCode`, computed once, by the writer.
 *  Source: Flink's length-prefixed records; the shapes and the key hash are ours. */

export const LENGTH_BYTES = 4;
export const KEY_HASH_BYTES = 4;
/** Length and tag. */
export const PLAIN_HEADER_BYTES = 5;
/** Length, tag and key hash. */
export const KEYED_HEADER_BYTES = 9;

export const TAG_SHAPE = 0;
export const TAG_GENERAL = 1;
export const TAG_TIMESTAMP = 2;
export const TAG_WATERMARK = 3;
export const TAG_WATERMARK_STATUS = 4;
/** Tags between are kept for further stream elements that are not records (latency markers). */
export const FIRST_SHAPE_TAG = 16;
export const LAST_SHAPE_TAG = 255;

export const KEY_KIND_STRING = 0;
export const KEY_KIND_NUMBER = 1;
export const KEY_KIND_OTHER = 2;

/** Up to here strings are copied unit by unit; beyond, by native calls. The bytes are the same either way. */
export const SHORT_STRING_UNITS = 24;
export const LONG_STRING_MARK = 255;
export const STRING_HEADER_BYTES_MAX = 5;

/** A record that may need more than this is built aside and may span buffers; a smaller one never spans. */
export const DIRECT_RECORD_BYTES = 1024;
/** Larger records are refused: they would have to be held whole in the memory of both sides. */
export const RECORD_BYTES_MAX = 67_108_864;
