// Brings a board to life that the server has rendered: /c/{slug}/board with every row, /c/{slug}/screen with the first ten.
import { ServerClock } from './_clock';
import { Feed } from './_feed';
import type { FeedState } from './_feed';
import { votesOf } from './_model';
import type { Board, Group } from './_model';
import { count } from './_motion';
import { Rotation } from './_rotation';
import { Rows, setText } from './_rows';
import { Words } from './_words';

const root = document.querySelector<HTMLElement>('[data-board]');
if (root) bringToLife(root);

function bringToLife(root: HTMLElement): void {
  const data = root.dataset;
  const slug = data.slug!;
  const words = new Words(data, document.documentElement.lang || 'zh-CN', slug);
  const clock = new ServerClock(Number(data.now), words.language, data.zone!);
  const find = <T extends Element = HTMLElement>(name: string) => root.querySelector<T>(`[data-out="${name}"]`);
  const list = find('rows');
  const isAsRendered = (board: Board) => String(board.ceremony ?? '') === data.ceremony;
  if (!list) return reloadWhen(board => data.ceremony ? board.phase !== data.phase || !isAsRendered(board) : board.groups.some(group => group.code === data.group && group.rows.length > 0), slug, data.hub!, clock);
  const rows = new Rows(
    list, root.querySelector('template')!, words,
    { public: Number(data.publicWeight), expert: Number(data.expertWeight) }, Number(data.top), data.group || null);
  const tabs = Array.from(root.querySelectorAll<HTMLElement>('[data-tab]'));

  let board: Board | null = null;
  let state: FeedState = 'connecting';
  let current = data.group!;
  let phase = data.phase;
  const frozen = data.frozen === 'true';

  const show = (): void => {
    if (!board) return;
    // Another phase has other words all over the page, and so have counts that stand still; a group may be new or gone.
    if (board.phase !== phase || board.frozen !== frozen || !isAsRendered(board)) return reloadSoon();
    const group = board.groups.find(known => known.code === current);
    if (!group) return;
    rows.show(current, group.rows);
    showTotal('group-votes', group.rows);
    showTotal('all-votes', ([] as Group['rows']).concat(...board.groups.map(known => known.rows)));
    const entries = find('entries');
    if (entries) setText(entries, words.number(group.rows.length));
    const waiting = find('no-votes');
    if (waiting) waiting.hidden = votesOf(group.rows) !== 0;
    showAge();
  };

  const showTotal = (name: string, of: Group['rows']): void => {
    const out = find(name);
    const votes = votesOf(of);
    if (out && votes !== undefined) count(out, votes, value => setText(out, words.number(Math.round(value))));
  };

  const showAge = (): void => {
    setText(find('as-of')!, clock.dataTime);
    const old = state === 'reconnecting';
    setText(find('age')!, old ? words.age(clock.age) : '');
  };

  const showState = (now: FeedState): void => {
    state = now;
    root.dataset.state = now;
    setText(find('state')!, words.text('text' + now[0]!.toUpperCase() + now.slice(1)));
    showAge();
  };

  // Once: the new page brings its own phase along.
  const reloadSoon = (): void => {
    if (phase === undefined) return;
    phase = undefined;
    setTimeout(() => location.reload(), 1000 + Math.random() * 4000);
  };

  const button = root.querySelector<HTMLButtonElement>('[data-pause]');
  if (button && tabs.length > 1) {
    new Rotation(
      button, Number(data.rotate) * 1000, { pause: words.text('textPause'), resume: words.text('textResume') },
      () => board ? tabs.length : 0,
      at => {
        current = tabs[at]!.dataset.tab!;
        tabs.forEach((tab, i) => i === at ? tab.setAttribute('aria-current', 'true') : tab.removeAttribute('aria-current'));
        setText(find('group')!, tabs[at]!.textContent!.trim());
        show();
      }).start(Math.max(0, tabs.findIndex(tab => tab.dataset.tab === current)));
  }

  setInterval(() => { rows.tidy(); showAge(); }, 1000);
  new Feed(slug, data.hub!, clock, next => { board = next; show(); }, showState).start();
}

/** A page without entries, or of a ceremony, has nothing to bring to life: it comes again when there is more to see. */
function reloadWhen(isDue: (board: Board) => boolean, slug: string, hub: string, clock: ServerClock): void {
  new Feed(slug, hub, clock, board => {
    if (isDue(board)) location.reload();
  }, () => undefined).start();
}
