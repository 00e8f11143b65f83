/** Names of `runtime/rpc/registration`: how a component makes itself known to another. */
export type { RegistrationState } from './registration-machine.ts';
export type { RegistrationAttempt, RegistrationSettings } from './retrying-registration.ts';
export { DEFAULT_REGISTRATION, RetryingRegistration } from './retrying-registration.ts';
