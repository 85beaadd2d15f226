// Asks for a replay of dead letters: which of them, and why; the answer is said at the top of the page.

const dialog = document.getElementById("replay");
const form = document.getElementById("replay-form");
const which = document.getElementById("replay-which");
const reason = document.getElementById("replay-reason");
const refusal = document.getElementById("replay-refusal");
const send = document.getElementById("replay-send");
const said = document.getElementById("said");

let wanted = null;
let asked = () => {};

// Calls back when a replay has been asked for.
export function whenAsked(callback) {
  asked = callback;
}

// `about` is a queue's summary, or a letter with its id.
export function askForReplay(about, letterId) {
  wanted = about.queue;
  const choices = letterId ? [["this letter", { ids: [letterId] }]] : [
    [`all ${about.open + (about.not_read ?? 0)}`, { all: true }], // a replay reads those first that nobody has read
    ...about.causes.map((each) => [`${each.cause.replaceAll("_", " ")} (${each.open})`, { causes: [each.cause] }]),
  ];
  which.replaceChildren(...choices.map(([words, selection]) => new Option(words, JSON.stringify(selection))));
  document.getElementById("replay-what").textContent =
    `Dead letters of ${wanted} go back the way they came. An upload goes back to its lane, and is never published twice.`;
  refusal.textContent = "";
  reason.value = "";
  dialog.showModal();
  reason.focus();
}

async function ask() {
  const reply = await fetch("/api/admin/replays", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ queue: wanted, selection: JSON.parse(which.value), reason: reason.value.trim() }),
  });
  if (reply.status === 202) return reply.json();
  const { detail } = await reply.json().catch(() => ({}));
  throw new Error(typeof detail === "string" ? detail : `the server answered ${reply.status}`);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  send.disabled = true;
  try {
    const replay = await ask();
    said.textContent = `The replay of ${replay.queue} was asked for.`;
    dialog.close();
    asked();
  } catch (problem) {
    refusal.textContent = problem.message;
  } finally {
    send.disabled = false;
  }
});
document.getElementById("replay-cancel").addEventListener("click", () => dialog.close());
