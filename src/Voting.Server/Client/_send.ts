// Takes what waits to the server, one entry after another, one request at a time.
import { isSame, type Queue, type Typed, type Waiting } from './_queue';

export interface Stored { number: number; stance: string; marks: { [code: string]: number }; comment: string; reason?: string; revision: number }
export type Sent =
  | { is: 'saved'; revision: number }
  | { is: 'nothing' }
  | { is: 'conflict'; stored: Stored }
  | { is: 'refused'; words: string }
  | { is: 'signed-out' }
  | { is: 'lost' };

const patience = 15_000;
const mostSent = 5;

export class Sender {
  private line: Promise<unknown> = Promise.resolve();

  constructor(private readonly slug: string, private readonly queue: Queue) { }

  /** @param leaving the page is going away: the request outlives it, its answer does not arrive. */
  send(entry: number, leaving = false): Promise<Sent> {
    if (leaving) return this.put(entry, true);
    const next = this.line.then(() => this.put(entry, false));
    this.line = next.catch(() => undefined);
    return next;
  }

  private async put(entry: number, keepalive: boolean): Promise<Sent> {
    const waiting = this.queue.get(entry);
    if (!waiting || waiting.stuck === 'invalid') return { is: 'nothing' };
    const content: Typed = { marks: waiting.marks, comment: waiting.comment };
    const before = (waiting.sent || []).filter(other => !isSame(other, content));
    this.queue.put(entry, { ...waiting, sent: before.concat(content).slice(-mostSent) });
    const answer = await this.request(entry, waiting, keepalive);
    if (answer === null) return { is: 'lost' };
    const body = await answer.json().catch(() => ({}));
    if (answer.ok) return this.settle(entry, content, body.revision);
    if (answer.status === 401 || answer.status === 403) return { is: 'signed-out' };
    if (answer.status >= 500 || answer.status === 429) return { is: 'lost' };
    const stored: Stored | undefined = body.stored;
    if (body.code === 'draft-overtaken' && stored && stored.stance === 'marks') {
      const there = typedOf(stored);
      // Saved already; or saved by this browser before, and changed here since: then it is only ours to go on.
      if (isSame(there, content)) return this.settle(entry, content, stored.revision);
      if (before.some(other => isSame(there, other))) {
        this.queue.put(entry, { ...(this.queue.get(entry) || waiting), revision: stored.revision });
        return this.put(entry, keepalive);
      }
    }
    const now = this.queue.get(entry) || waiting;
    if (body.code === 'draft-overtaken' && stored) {
      this.queue.put(entry, { ...now, stuck: 'conflict' });
      return { is: 'conflict', stored };
    }
    this.queue.put(entry, { ...now, stuck: 'refused' });
    return { is: 'refused', words: [body.title, body.detail].filter(Boolean).join(' ') };
  }

  /** What was typed meanwhile goes on waiting, as a change of what is saved now. */
  private settle(entry: number, content: Typed, revision: number): Sent {
    const now = this.queue.get(entry);
    if (now && isSame(now, content)) this.queue.remove(entry);
    else if (now) this.queue.put(entry, { marks: now.marks, comment: now.comment, revision });
    return { is: 'saved', revision };
  }

  private async request(entry: number, waiting: Waiting, keepalive: boolean): Promise<Response | null> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), patience);
    const marks: { [code: string]: number | null } = {};
    for (const code of Object.keys(waiting.marks)) marks[code] = waiting.marks[code]!.trim() === '' ? null : Number(waiting.marks[code]);
    try {
      return await fetch(`/api/panel/${this.slug}/entries/${entry}`, {
        method: 'PUT',
        credentials: 'same-origin',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ marks, comment: waiting.comment, revision: waiting.revision }),
        signal: abort.signal,
        keepalive,
      });
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }
}

export function typedOf(stored: Stored): Typed {
  const marks: { [code: string]: string } = {};
  for (const code of Object.keys(stored.marks)) marks[code] = String(stored.marks[code]);
  return { marks, comment: stored.comment };
}
