/** What all connections of one transport share: doors, settings, this system's identity, and the system itself. */
import type { Io } from '../../io/index.ts';
import type { TransportHost } from '../remote-transport.ts';
import type { Hello } from './hello.ts';
import type { RemoteSettings } from './remote-settings.ts';

export type AssociationContext = {
  readonly io: Io;
  readonly settings: RemoteSettings;
  /** This system, as it introduces itself. */
  readonly own: Hello;
  readonly host: TransportHost;
  /** Numbers for this side's sessions, growing. */
  nextSession(): number;
  /** An incarnation was given up: nothing more is taken from it by the connections that it dialled. */
  dropInbound(address: string, uid: number): void;
  /** This incarnation answers at the address: whoever else greeted with it is not heard any longer. */
  trustInbound(address: string, uid: number): void;
  /** Nobody was reached there and nothing waits: the association may be forgotten. */
  unused(association: { readonly address: string }): void;
};
