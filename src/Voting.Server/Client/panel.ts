// The experts' pages: a sheet that saves itself, and what could not be saved taken to the server as soon as that is possible.
// Without this script the same forms are sent by the browser.
import { Queue } from './_queue';
import { Sender } from './_send';
import { Sheet } from './_sheet';

const [firstWait, longestWait] = [4_000, 60_000];

const texts = document.getElementById('panel')!.dataset;
const line = document.querySelector<HTMLElement>('[data-queue]')!;
const queue = new Queue(texts.slug!, texts.expert!);
const sender = new Sender(texts.slug!, queue);
const form = document.querySelector<HTMLFormElement>('form[data-sheet]');
const sheet = form && new Sheet(form, queue, sender);
let wait = firstWait;
let timer = 0;

/** @returns whether nothing waits any more */
async function upload(): Promise<boolean> {
  clearTimeout(timer);
  let [uploaded, signedOut] = [0, false];
  for (const entry of queue.entries()) {
    if (sheet && entry === sheet.entry) {
      await sheet.save();
    } else if (!queue.get(entry)!.stuck) {
      const sent = await sender.send(entry);
      if (sent.is === 'saved') uploaded++;
      if (sent.is === 'signed-out') signedOut = true;
      if (sent.is === 'lost' || signedOut) break;
    }
  }
  show(signedOut, uploaded);
  // What the page shows was counted before.
  if (uploaded > 0 && !sheet) location.reload();
  const left = queue.entries().some(entry => !queue.get(entry)!.stuck);
  wait = left ? Math.min(wait * 2, longestWait) : firstWait;
  if (left && !signedOut) timer = setTimeout(() => void upload(), wait) as unknown as number;
  return queue.entries().length === 0;
}

function show(signedOut: boolean, uploaded: number): void {
  const others = queue.entries().filter(entry => !sheet || entry !== sheet.entry);
  const stuck = others.filter(entry => queue.get(entry)!.stuck);
  line.textContent = '';
  line.classList.toggle('good', others.length === 0);
  if (stuck.length > 0) {
    const link = document.createElement('a');
    link.href = `/panel/${texts.slug}/e/${stuck[0]}`;
    link.textContent = (queue.get(stuck[0]!)!.stuck === 'conflict' ? texts.conflict! : texts.stuck!).replace('{0}', ('00' + stuck[0]).slice(-3));
    line.append(link);
  } else if (others.length > 0) {
    line.textContent = signedOut ? texts.signedOut! : others.length === 1 ? texts.waitingOne! : texts.waiting!.replace('{0}', String(others.length));
  } else if (uploaded > 0) {
    line.textContent = texts.uploaded!;
  }
}

show(false, 0);
void upload();
addEventListener('online', () => {
  wait = firstWait;
  void upload();
});
// Saving may have failed at this sheet only: it tries again like the others.
setInterval(() => { if (sheet && navigator.onLine && queue.get(sheet.entry) && !queue.get(sheet.entry)!.stuck) void sheet.save(); }, 15_000);

document.addEventListener('submit', event => {
  const sent = event.target as HTMLFormElement;
  if ('act' in sent.dataset && sheet) {
    // Abstaining and recusal go after what is typed; marks that are none go with them.
    if (sheet.isInvalid) sheet.drop();
    if (!queue.get(sheet.entry)) return;
    event.preventDefault();
    void sheet.save().then(saved => { if (saved) sent.submit(); });
  } else if ('submission' in sent.dataset && queue.entries().length > 0) {
    event.preventDefault();
    void upload().then(done => { if (done) sent.submit(); });
  }
});

// A refusal that the browser brought by the form: begin reading there.
const refusal = document.querySelector<HTMLElement>('.error-summary[tabindex]');
if (refusal) refusal.focus();
