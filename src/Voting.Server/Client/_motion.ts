// What moves, and that nothing does for people who asked for that.

const duration = 600;
const still = window.matchMedia('(prefers-reduced-motion: reduce)');

export const mayMove = (): boolean => !still.matches && !document.hidden;

/** Runs a change of order, then lets every row that stands elsewhere travel from its old place. */
export function glide(list: HTMLElement, reorder: () => void): void {
  if (!mayMove() || !list.animate) return reorder();
  const before = new Map<Element, DOMRect>();
  for (const row of Array.from(list.children)) before.set(row, row.getBoundingClientRect());
  reorder();
  for (const row of Array.from(list.children)) {
    const from = before.get(row);
    const to = row.getBoundingClientRect();
    if (!from) {
      row.animate([{ opacity: 0 }, { opacity: 1 }], { duration, easing: 'ease-out' });
      continue;
    }
    const x = from.left - to.left;
    const y = from.top - to.top;
    if (x || y) {
      const zIndex = x > 0 || (x === 0 && y > 0) ? 2 : 1; // Who rises passes in front.
      row.animate(
        [{ transform: `translate(${x}px, ${y}px)`, zIndex }, { transform: 'none', zIndex }],
        { duration, easing: 'cubic-bezier(.25,.7,.25,1)' });
    }
  }
}

interface Run { from: number; to: number; began: number; show: (value: number) => void }

const running = new Map<object, Run>();
const shown = new WeakMap<object, number>();
let frame = 0;

/** Shows a number, counting from the one shown before under the same key. */
export function count(key: object, to: number, show: (value: number) => void): void {
  const from = shown.get(key);
  if (from === to && !running.has(key)) return;
  if (from === undefined || !mayMove()) {
    running.delete(key);
    shown.set(key, to);
    show(to);
    return;
  }
  running.set(key, { from, to, began: performance.now(), show });
  if (!frame) frame = requestAnimationFrame(step);
}

function step(now: number): void {
  running.forEach((run, key) => {
    const part = Math.min(1, Math.max(0, (now - run.began) / duration));
    const eased = 1 - (1 - part) ** 3;
    const value = part === 1 ? run.to : run.from + (run.to - run.from) * eased;
    shown.set(key, value);
    run.show(value);
    if (part === 1) running.delete(key);
  });
  frame = running.size ? requestAnimationFrame(step) : 0;
}
