import type { Run, RunStep, RunSummary } from '../../shared/wire.ts'
import { visible, visibleName } from '../../shared/visible.ts'

export const stepText = ({ state, operation, kind, name, phase, detail }: RunStep): string =>
  `  ${phase === 'rollback' ? 'rollback ' : ''}${operation.padEnd(8)} ${visibleName(name)} (${visibleName(kind)}): ${state}${detail ? `, ${visible(detail)}` : ''}`

export const runLine = ({ id, plan, title, target, state, startedAt }: RunSummary): string =>
  `${id}  ${state}  ${visible(title)}  ${visible(target)}  ${plan}  ${startedAt}`

/** A run as far as it has come. */
export const runText = (run: Run): string => [
  runLine(run), ...run.steps.map(stepText), ...(run.conclusion === undefined ? [] : [`  ${visible(run.conclusion)}`]),
].join('\n')

/** What `approve` and `run` print for programs. */
export function runValue(run: Run): Readonly<Record<string, unknown>> {
  const { id, ...rest } = run
  return { run: id, ...rest }
}
