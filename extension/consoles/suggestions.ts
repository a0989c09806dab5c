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

/** Three things that fit what the person looks at; without a page, three that show what this is for. */
export function suggestionsFor(subject: Subject | undefined): readonly Suggestion[] {
  if (subject === undefined) {
    return [
      { text: 'What is running?', note: 'every resource that the daemon knows, from its state' },
      { text: 'What changed today?', note: 'from the record: who, what, and by which approval' },
      { text: 'Why did the last change fail?', note: 'its run, step by step' },
    ]
  }
  const explain = { text: `Explain this ${subject.kind}`, note: 'which program made it, what depends on it, when it last changed' }
  const changed = { text: 'What changed here this week?', note: 'from the record and the state' }
  const third = subject.provider === 'sandbox' && scaled.has(subject.kind)
    ? { text: `What would happen if I set ${subject.id} replicas to 3?`, note: 'a simulation, nothing changes' }
    : { text: 'Has anything drifted?', note: 'compares the state with what is really there' }
  return [explain, changed, third]
}
