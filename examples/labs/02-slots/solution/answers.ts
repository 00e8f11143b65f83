/** Lab 02, solved: per group the widest vertex, and the groups added up. */

export const answers = {
  slots: 2,
  slotsInGroups: 6,
};
