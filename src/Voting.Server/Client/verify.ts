// Checks receipts in the voter's own browser. This is a second implementation of the log's formats, apart from the server's.
import { check } from './_check';
import { parseLeaf } from './_leaf';
import { leafHash, nodeHash, rootOf, verifyConsistency, verifyInclusion } from './_merkle';
import { fromDer, isSigned, parseCheckpoint, parseKey, parseNote } from './_note';
import { parseProof, readKept, readLink, type Kept, type Unreadable } from './_proof';
import { Report } from './_report';
import { pathOf, ServedLog, TileTree } from './_tiles';

const largestFile = 1 << 20;
const tool = document.getElementById('check') as HTMLFormElement;
const { slug } = tool.dataset as { slug: string };
const text = document.getElementById('receipt') as HTMLTextAreaElement;
const pinned = document.getElementById('pinned') as HTMLTextAreaElement;
const file = document.getElementById('file') as HTMLInputElement;
const result = document.getElementById('result')!;
const report = new Report(result, slug, document.documentElement.lang);
let latest = 0;

async function run(kept: Kept | Unreadable): Promise<void> {
  const own = ++latest;
  report.begin();
  if (typeof kept === 'string') {
    report.tell('read', 'bad', kept);
    report.verdict('unreadable');
    return;
  }
  try {
    // Whoever starts another check meanwhile sees only that one.
    const verdict = await check(kept, new ServedLog(`/log/${slug}/`), slug, pinned.value, (...step) => {
      if (own === latest) report.tell(...step);
    });
    if (own === latest) await report.end(verdict);
  } catch (failure) {
    console.warn(failure);
    if (own === latest) report.verdict('unreachable');
  }
}

async function runAndShow(kept: Kept | Unreadable): Promise<void> {
  const running = run(kept);
  result.scrollIntoView();
  result.focus({ preventScroll: true });
  await running;
}

function runLink(): void {
  if (location.hash.length < 2 || !/[#&]i=/.test(location.hash)) return;
  void run(readLink(location.hash) || 'not-a-link');
}

tool.addEventListener('submit', event => {
  event.preventDefault();
  void runAndShow(readKept(text.value));
});

file.addEventListener('change', async () => {
  const chosen = file.files && file.files[0];
  if (!chosen) return;
  text.value = chosen.size > largestFile ? '' : await new Response(chosen).text();
  file.value = '';
  await runAndShow(chosen.size > largestFile ? 'not-a-receipt' : readKept(text.value));
});

document.querySelector<HTMLElement>('[data-without-script]')!.hidden = true;
if (window.crypto && crypto.subtle) {
  tool.hidden = false;
  addEventListener('hashchange', runLink);
  if (text.value.trim()) void run(readKept(text.value));
  else runLink();
} else {
  // Browsers offer cryptography to pages over https only.
  document.querySelector<HTMLElement>('[data-not-secure]')!.hidden = false;
}

/** For whoever wants to check step by step in the browser's console: the same functions the page uses. */
(window as unknown as { votingLog: object }).votingLog = {
  fromDer, isSigned, leafHash, nodeHash, parseCheckpoint, parseKey, parseLeaf, parseNote, parseProof, pathOf, readKept, readLink,
  rootOf, ServedLog, TileTree, verifyConsistency, verifyInclusion,
};
