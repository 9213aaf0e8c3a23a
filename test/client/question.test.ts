import "../../client/elements/hf-question.ts";
import type { HfQuestion } from "../../client/elements/hf-question.ts";
import type { NotebookSession } from "../../client/session/notebook-session.ts";
import type { Question } from "../../kernels/protocol/index.ts";
import { assert, assertEqual } from "./assert.ts";

const question = (id: string): Question => ({
  id,
  cellId: "a",
  execId: "nb.1",
  kind: "prompt",
  prompt: `What is ${id}?`,
  default: "",
  password: false,
  askedAt: 0,
});

/** A session whose answers arrive when the test says so, and whether they did. */
class Answers {
  readonly given: string[] = [];
  arrive: (isThere: boolean) => void = () => {};
  readonly session = {
    windowId: "w",
    store: { volatile: { lock: undefined } },
    runs: {
      answer: ({ id }: Question, value: string | null): Promise<boolean> => {
        this.given.push(`${id}: ${value}`);
        return new Promise((resolve) => {
          this.arrive = resolve;
        });
      },
    },
  } as unknown as NotebookSession;
}

async function ask(answers: Answers, id: string): Promise<HfQuestion> {
  const element = document.createElement("hf-question") as HfQuestion;
  element.session = answers.session;
  element.question = question(id);
  document.body.append(element);
  await element.updateComplete;
  return element;
}

function submit(element: HfQuestion, value: string): void {
  element.querySelector("input")!.value = value;
  element.querySelector("form")!.requestSubmit();
}

describe("a question of a cell", () => {
  afterEach(() => document.querySelector("hf-question")?.remove());

  it("can be answered when it comes before the answer to the one before has arrived", async () => {
    const answers = new Answers();
    const element = await ask(answers, "q1");
    submit(element, "one");
    await element.updateComplete;
    assert(element.querySelector("button")?.disabled, "One answer is enough");
    element.question = question("q2");
    await element.updateComplete;
    answers.arrive(true);
    await Promise.resolve();
    await element.updateComplete;
    assert(!element.querySelector("button")?.disabled, "The next one waits for its own answer");
    submit(element, "two");
    assertEqual(answers.given, ["q1: one", "q2: two"], "answers");
  });

  it("stays when its answer did not arrive, and takes another", async () => {
    const answers = new Answers();
    const element = await ask(answers, "q1");
    submit(element, "one");
    answers.arrive(false);
    await Promise.resolve();
    await element.updateComplete;
    assertEqual(element.querySelector("input")?.value, "one", "what was typed");
    submit(element, "one");
    assertEqual(answers.given, ["q1: one", "q1: one"], "answers");
  });
});
