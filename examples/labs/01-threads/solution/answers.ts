/** Lab 01, solved: one thread a subtask, or one a slot. */

export const answers = {
  perTask: 6,
  perSlot: 2,
};
