// One ballot until its answer: the key is made before the first attempt and kept until somebody has answered. A challenge on the
// way is solved, and the ballot sent again with its solution.
import { canSolve, solve } from './_solve';

export interface Answer { ballotId: string; remaining: number; logIndex: number; leafHash: string }
export type Outcome =
  | { is: 'recorded'; answer: Answer }
  | { is: 'refused'; code: string; words: string }
  | { is: 'stopped' }
  | { is: 'unsolvable' }
  | { is: 'lost' };

/** What the page shows meanwhile. */
export interface Progress {
  /** No answer yet: it is tried again. */
  wait(): void;
  /** A challenge is being solved; the words say why. */
  check(words: string, stop: () => void): void;
}

const mostChallenges = 3;
const attempts = 5;
const patience = 10_000;
const longestWait = 20_000;

export async function cast(slug: string, entry: number, periodEnd: string, progress: Progress): Promise<Outcome> {
  const store = `vote:${slug}:${periodEnd}:${entry}`;
  const key = remembered(store) || fresh(store);
  let introduced = false;
  let challenges = 0;
  let solution = '';
  for (let attempt = 1; ; attempt++) {
    let wait = 500 * 2 ** attempt * (0.75 + Math.random() / 2);
    try {
      const response = await post(slug, entry, key, solution);
      const body = await response.json();
      if (response.status === 201) {
        forget(store);
        return { is: 'recorded', answer: body };
      }
      const later = Number(response.headers.get('Retry-After')) * 1000;
      const passing = response.status >= 500 || response.status === 429;
      // Where this browser alone is no voter, a cookie does not help.
      const isStranger = response.status === 401 && body.channels && body.channels.indexOf('device') < 0;
      if (response.status === 401 && !introduced && !isStranger) {
        introduced = true; // The refusal has set the cookie that was missing.
        continue;
      }
      if (body.code === 'challenge-required' && challenges++ < mostChallenges) {
        // Nothing is recorded yet: whoever stops, or can not go on here, begins anew later.
        if (!canSolve()) {
          forget(store);
          return { is: 'unsolvable' };
        }
        let isStopped = false;
        progress.check(body.detail, () => { isStopped = true; });
        const found = await solve(body.challenge, () => isStopped);
        if (found === null) {
          forget(store);
          return { is: 'stopped' };
        }
        solution = found;
        continue;
      }
      if (!passing || attempt >= attempts || later > longestWait) {
        // A refusal is an answer. "Busy" is not: the ballot may be recorded, and the same key will tell.
        if (!passing) forget(store);
        return { is: 'refused', code: body.code || '', words: body.detail || body.title || '' };
      }
      wait = Math.max(wait, later);
    } catch {
      if (attempt >= attempts) return { is: 'lost' };
    }
    progress.wait();
    await new Promise(resolve => setTimeout(resolve, wait));
  }
}

async function post(slug: string, entry: number, key: string, solution: string): Promise<Response> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), patience);
  const headers: { [name: string]: string } = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
  if (solution) headers.Altcha = solution;
  try {
    return await fetch(`/api/contests/${slug}/ballots`, {
      method: 'POST',
      credentials: 'same-origin',
      headers,
      body: JSON.stringify({ entries: [entry] }),
      signal: abort.signal,
    });
  } finally {
    clearTimeout(timer);
  }
}

// Storage may be forbidden or full; then the key lives as long as the page.
const pageKeys: { [store: string]: string } = {};

function remembered(store: string): string | null {
  try {
    return localStorage.getItem(store) || pageKeys[store] || null;
  } catch {
    return pageKeys[store] || null;
  }
}

function fresh(store: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  const key = btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_');
  pageKeys[store] = key;
  try { localStorage.setItem(store, key); } catch { /* kept in the page */ }
  return key;
}

function forget(store: string): void {
  delete pageKeys[store];
  try { localStorage.removeItem(store); } catch { /* was never there */ }
}
