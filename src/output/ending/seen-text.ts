/** What a fact is about, where several may be about the same thing: `pod app/db`, `log of app/db (restic)`, `in milan: ShadowPod app/db`. */
const about = /^((?:in \S+: )?(?:pod|log of|ShadowPod|Job) \S+(?: \([^()\s]+\))?): (.+)$/s;

interface Fact {
  readonly about: string | undefined;
  readonly text: string;
}

/** Facts as lines: those that follow each other about the same thing under one head, and what repeats itself once, with how often. */
export function seenLines(seen: readonly string[]): string[] {
  const facts = foldRepeats(seen).map(splitFact);
  return facts.flatMap((fact, index) => {
    const { about: head, text } = fact;
    if (head === undefined) return [text];
    const follows = facts[index - 1]?.about === head;
    if (!follows && facts[index + 1]?.about !== head) return [`${head}: ${text}`];
    return follows ? [`  ${text}`] : [`${head}:`, `  ${text}`];
  });
}

function splitFact(fact: string): Fact {
  const [, head, text] = about.exec(fact) ?? [];
  return head === undefined || text === undefined ? { about: undefined, text: fact } : { about: head, text };
}

/** Only what says what it is about: the same words under two reasons of a refusal are no repetition. */
function foldRepeats(seen: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const fact of seen) counts.set(fact, (counts.get(fact) ?? 0) + 1);
  const isFolded = (fact: string) => about.test(fact) && (counts.get(fact) ?? 0) > 1;
  const first = (fact: string, index: number) => !isFolded(fact) || seen.indexOf(fact) === index;
  return seen.filter(first).map((fact) => (isFolded(fact) ? `${fact} (x${counts.get(fact)})` : fact));
}
