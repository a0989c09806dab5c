import { CommandError } from '../errors.ts'
import type { Diagnostics } from '../events/diagnostics.ts'
import type { GenerationOptions } from '../generation/ledger.ts'
import { UrnSelection } from '../generation/selection.ts'
import type { OperationRequest } from '../operation.ts'
import { DependencyGraph } from '../snapshot/graph.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'

/** What a command line asks for, as far as it decides on steps. */
export function decisionOptions(request: OperationRequest, project: string, base: Snapshot): Omit<GenerationOptions, 'seed'> {
  const { kind, stack, targets, replaceTargets, targetDependents, excludeDependents, runProgram, ignoreProtect } = request
  const excludes = request.excludeProtected
    ? new UrnSelection([...request.excludes.literals, ...spared(base).map(({ urn }) => urn)])
    : request.excludes
  return {
    stack, project, preview: request.dryRun, targets, excludes, targetDependents, excludeDependents, replaceTargets, ignoreProtect,
    mode: kind === 'refresh' || kind === 'destroy' ? kind : 'update',
    refreshing: runProgram && (request.refresh || kind === 'refresh'),
  }
}

/** What a destroy that excludes protected resources leaves alone: they, and all that they need. */
export function spared({ resources }: Snapshot): ResourceState[] {
  const graph = new DependencyGraph(resources)
  const found = new Set<ResourceState>()
  for (const resource of resources.filter(({ protect }) => protect)) {
    found.add(resource)
    for (const needed of graph.transitiveDependenciesOf(resource)) found.add(needed)
  }
  return [...found]
}

/** Hooks are functions of the program: without it, a resource that has some for its deletion isn't deleted behind their back. */
export function refuseDeleteHooks(base: Snapshot, diagnostics: Diagnostics): void {
  const hooked = base.resources.flatMap(({ urn, resourceHooks }) => {
    const names = [...(resourceHooks?.BeforeDelete ?? []), ...(resourceHooks?.AfterDelete ?? [])]
    return names.length > 0 ? [{ urn, names }] : []
  })
  for (const { urn, names } of hooked) {
    diagnostics.error(`Resource has delete hooks registered, but the program is not running. Hooks: ${names.join(', ')}`, urn)
  }
  if (hooked.length > 0) throw new CommandError('You must run with the `--run-program` flag to use delete hooks during destroy.')
}
