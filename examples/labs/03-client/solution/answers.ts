/** Lab 03, solved: once in the client and once on each of six task threads. */

export const answers = {
  builds: 7,
  whoAnswers: 'dispatcher',
};
