/** The version people see: `/config`, `/overview`. The packages of a release carry the same one; a test compares. */

export const RIVULET_VERSION = '0.1.0';
