import type { Subject } from '../../shared/plan.ts'

export interface Suggestion { readonly text: string, readonly note: string }

const names: Readonly<Record<Subject['provider'], string>> = {
  sandbox: 'Sandbox cloud', aws: 'AWS', gcp: 'Google Cloud', azure: 'Azure', github: 'GitHub', snowflake: 'Snowflake', pulumi: 'Pulumi Cloud',
  kubernetes: 'Kubernetes',
}

/** The provider as it writes itself. */
export const providerName = (provider: Subject['provider']): string => names[provider]

/** Kinds of which there can be more than one of the same: there "more of them" is the question that people have. */
const scaled = new Set(['site', 'deployment', 'statefulset', 'replicaset', 'service'])

/** Questions of one press, during a conversation: about what the person looks at first, and only such as change nothing. */
export const asksFor = (subject: Subject | undefined): readonly string[] =>
  [subject === undefined ? 'What is running?' : `Explain this ${subject.kind}`, 'What changed today?', 'Any drift?']

/**
 * Three things that fit what the person looks at; without a page, three that show what this is for: in the sandbox's console (`overview`) a
 * first change is one of them.
 */
export function suggestionsFor(subject: Subject | undefined, overview?: Subject['provider']): readonly Suggestion[] {
  if (subject === undefined) {
    const third = overview === 'sandbox'
      ? { text: 'Scale the shop to 3 replicas', note: 'a plan first; nothing changes until you countersign it' }
      : { text: 'Why did the last change fail?', note: 'its run, step by step' }
    return [
      { text: 'What is running?', note: 'every resource that the daemon knows, from its state' },
      third,
      { text: 'What changed today?', note: 'from the record: who, what, and by which approval' },
    ]
  }
  const explain = { text: `Explain this ${subject.kind}`, note: 'which program made it, what depends on it, when it last changed' }
  const changed = { text: 'What changed here this week?', note: 'from the record and the state' }
  const third = subject.provider === 'sandbox' && scaled.has(subject.kind)
    ? { text: `What would happen if I set ${subject.id} replicas to 3?`, note: 'a simulation, nothing changes' }
    : { text: 'Has anything drifted?', note: 'compares the state with what is really there' }
  return [explain, changed, third]
}
