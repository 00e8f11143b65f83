/** Thrown through a task that is cancelled while it waits inside a record: it ends the record, not the thread. */

export class TaskCancellation extends Error {
  override readonly name = 'TaskCancellation';
}
