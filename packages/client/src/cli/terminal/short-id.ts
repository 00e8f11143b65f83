/** The first digits of an id of 32: enough to tell TaskManagers and jobs apart in a table. Other names stay whole. */
export function shortId(id: string): string {
  return /^[0-9a-f]{32}$/.test(id) ? id.slice(0, 8) : id;
}
