/** `@rivulet/api/testing`: run a pipeline in a unit test. Imported by tests only. */
export { TestDriver, type TestBuild, type TestRecord, type TestSnapshot } from './test-driver.ts';
