/** Lab 04, solved: two shuffles of 2 × 2; a producer in the consumer's own slot is never remote. */

export const answers = {
  channels: 8,
  remote: 4,
};
