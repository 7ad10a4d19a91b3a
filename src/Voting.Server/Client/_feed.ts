// Keeps a board fed for as long as the page is open: the hub while it can be reached, else asking every few seconds.
import type { HubConnection } from '@microsoft/signalr';
import { advance } from './_model';
import type { Board, Change } from './_model';
import type { ServerClock } from './_clock';

export type FeedState = 'connecting' | 'live' | 'polling' | 'reconnecting';

const pollEvery = 5000;
const checkWhenSilentFor = 30000;
const giveUpAfter = 10000;
const longestWait = 30000;

export class Feed {
  private board: Board | null = null;
  private hub: HubConnection | null = null;
  private isLive = false;
  private isStarting = false;
  private isAsking = false;
  private attempts = 0;
  private etag: string | null = null;
  private hiddenAt = 0;
  private retryTimer = 0;
  private pollTimer = 0;

  constructor(
    private readonly slug: string,
    private readonly hubScript: string,
    private readonly clock: ServerClock,
    private readonly onBoard: (board: Board) => void,
    private readonly onState: (state: FeedState) => void,
  ) {}

  start(): void {
    this.onState('connecting');
    document.addEventListener('visibilitychange', () => this.onVisibility());
    window.addEventListener('online', () => this.connectNow());
    this.schedulePoll(3000);
    this.connect();
  }

  private async connect(): Promise<void> {
    if (this.isStarting || this.isLive) return;
    this.isStarting = true;
    try {
      const hub = this.hub || (this.hub = this.prepare(await loadHub(this.hubScript)));
      await within(giveUpAfter, hub.start(), () => hub.stop());
      await this.watch(hub);
      this.isLive = true;
      this.attempts = 0;
      this.onState('live');
      this.schedulePoll(checkWhenSilentFor);
    } catch {
      if (this.hub) await this.hub.stop().catch(() => undefined);
      this.retryLater();
    } finally {
      this.isStarting = false;
    }
  }

  private prepare(open: (url: string) => HubConnection): HubConnection {
    const hub = open('/hubs/leaderboard');
    hub.on('Snapshot', (board: Board) => { if (board.contest === this.slug) this.take(board); });
    hub.on('Changed', (change: Change) => this.follow(hub, change));
    hub.onclose(() => {
      if (!this.isLive) return;
      this.isLive = false;
      this.onState('reconnecting');
      this.schedulePoll(1000 + Math.random() * 2000);
      this.retryLater();
    });
    return hub;
  }

  private async watch(hub: HubConnection): Promise<void> {
    this.take(await within(giveUpAfter, hub.invoke<Board>('Watch', this.slug), () => hub.stop()));
  }

  private follow(hub: HubConnection, change: Change): void {
    if (!this.board || change.contest !== this.slug) return;
    const next = advance(this.board, change);
    if (!next) this.askAgain(hub);
    else if (next !== this.board) this.take(next);
  }

  private askAgain(hub: HubConnection): void {
    if (this.isAsking) return;
    this.isAsking = true;
    this.watch(hub).catch(() => hub.stop()).then(() => { this.isAsking = false; });
  }

  private take(board: Board): void {
    this.board = board;
    this.clock.hear();
    this.clock.hearAtLeast(board.asOf);
    if (this.isLive) this.schedulePoll(checkWhenSilentFor);
    this.onBoard(board);
  }

  /** 1, 2, 4 … 30 seconds, each shortened by chance, so that a hall full of phones does not come back at once. */
  private retryLater(): void {
    const wait = Math.min(longestWait, 1000 * 2 ** this.attempts++) * (0.5 + Math.random() / 2);
    clearTimeout(this.retryTimer);
    this.retryTimer = window.setTimeout(() => this.connect(), wait);
  }

  private connectNow(): void {
    this.attempts = 0;
    clearTimeout(this.retryTimer);
    this.connect();
  }

  private schedulePoll(wait: number): void {
    clearTimeout(this.pollTimer);
    if (!document.hidden) this.pollTimer = window.setTimeout(() => this.poll(), wait);
  }

  private async poll(): Promise<void> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), giveUpAfter);
    try {
      const answer = await fetch(`/api/contests/${this.slug}/leaderboard`, {
        cache: 'no-store',
        headers: this.etag ? { 'If-None-Match': this.etag } : {},
        signal: abort.signal,
      });
      if (!answer.ok && answer.status !== 304) throw new Error(String(answer.status));
      const board = answer.status === 304 ? null : await answer.json() as Board;
      this.clock.hear(answer.headers.get('Date'));
      if (board) {
        this.etag = answer.headers.get('ETag');
        if (!this.board || board.epoch !== this.board.epoch || board.version >= this.board.version) this.take(board);
      }
      this.onState(this.isLive ? 'live' : 'polling');
    } catch {
      if (!this.isLive) this.onState('reconnecting');
    } finally {
      clearTimeout(timer);
      this.schedulePoll(this.isLive ? checkWhenSilentFor : pollEvery);
    }
  }

  /** A hidden page asks nothing; one that comes back looks at once, over a fresh connection if it was away for long. */
  private onVisibility(): void {
    if (document.hidden) {
      this.hiddenAt = Date.now();
      clearTimeout(this.pollTimer);
      return;
    }
    if (this.isLive && this.hub && Date.now() - this.hiddenAt > checkWhenSilentFor) this.hub.stop().catch(() => undefined);
    else if (!this.isLive) this.connectNow();
    this.schedulePoll(0);
  }
}

function loadHub(url: string): Promise<(url: string) => HubConnection> {
  return new Promise((resolve, reject) => {
    if (window.openHub) return resolve(window.openHub);
    const script = document.createElement('script');
    script.src = url;
    script.onload = () => { script.remove(); window.openHub ? resolve(window.openHub) : reject(); };
    script.onerror = () => { script.remove(); reject(); };
    document.head.appendChild(script);
  });
}

function within<T>(wait: number, work: Promise<T>, giveUp: () => unknown): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => { giveUp(); reject(new Error('timeout')); }, wait);
    work.then(resolve, reject).then(() => clearTimeout(timer));
  });
}
