/** Sessions between two losses: who is welcome, who has begun anew, and who does not know yet that it was given up. */
import { describe, expect, it } from 'vitest';
import { PeerSession } from './peer-session.ts';

const UID = 5;

describe('sessions of a peer', () => {
  it('given both lanes of one session, then both are welcome', () => {
    const peer = new PeerSession();

    expect([peer.greeted(UID, 1), peer.greeted(UID, 1)]).toEqual(['welcome', 'welcome']);
  });

  it('given a peer that was given up, then its old session is refused and its next one welcome', () => {
    const peer = new PeerSession();
    peer.greeted(UID, 3);

    peer.givenUp();

    expect(peer.greeted(UID, 3)).toBe('outdated');
    expect(peer.greeted(UID, 2)).toBe('outdated');
    expect(peer.greeted(UID, 4)).toBe('welcome');
  });

  it('given a peer that was given up before it ever greeted, then no session was open and any is welcome', () => {
    const peer = new PeerSession();
    peer.acknowledged(UID);

    peer.givenUp();

    expect([peer.greeted(UID, 7), peer.greeted(UID, 7), peer.greeted(UID, 6)]).toEqual([
      'welcome',
      'welcome',
      'outdated',
    ]);
  });

  it('given a peer that was given up, when another incarnation comes, then that one is welcome', () => {
    const peer = new PeerSession();
    peer.greeted(UID, 3);

    peer.givenUp();

    expect(peer.greeted(UID + 1, 1)).toBe('restarted');
    expect(peer.greeted(UID + 1, 1)).toBe('welcome');
  });

  it('given a new session of a peer in good standing, then it has given us up', () => {
    const peer = new PeerSession();
    peer.greeted(UID, 1);

    expect(peer.greeted(UID, 2)).toBe('renewed');
    expect(peer.greeted(UID, 2)).toBe('welcome');
  });

  it('given a peer that told of its loss, then its new session is no second loss', () => {
    const peer = new PeerSession();
    peer.greeted(UID, 1);

    peer.toldOutdated();

    expect(peer.greeted(UID, 2)).toBe('welcome');
  });

  it('given another incarnation, then the peer was restarted, however it was known before', () => {
    const [greeted, acknowledged] = [new PeerSession(), new PeerSession()];
    greeted.greeted(UID, 1);
    acknowledged.acknowledged(UID);

    expect(greeted.greeted(UID + 1, 1)).toBe('restarted');
    expect(acknowledged.greeted(UID + 1, 1)).toBe('restarted');
  });
});
