import { CommandError, exitCodes, outsideScope } from '../errors.ts'
import { selectedStack } from '../backend/project.ts'
import { UrnSelection } from '../generation/selection.ts'
import type { OperationKind, OperationRequest } from '../operation.ts'
import { defaultParallel, runOperation } from '../run.ts'
import { type Arguments, type Flags, wholeNumber } from './arguments.ts'
import type { Command, CommandContext } from './context.ts'
import { select } from './stack.ts'

const SHARED: Flags = {
  stack: 'value', message: 'value', 'config-file': 'value', config: 'list', 'config-path': 'switch', debug: 'switch', diff: 'switch',
    json: 'switch', target: 'list',
  exclude: 'list', 'target-dependents': 'switch', parallel: 'value', refresh: 'switch',
    'show-config': 'switch',
  'show-replacement-steps': 'switch', 'show-sames': 'switch', 'show-reads': 'switch', 'show-secrets': 'switch',
    'show-full-output': 'switch', 'show-policy-remediations': 'switch',
  'suppress-outputs': 'switch', 'suppress-progress': 'switch', 'suppress-permalink': 'switch', 'suppress-stream-logs': 'switch',
    client: 'value', 'exec-kind': 'value',
  'exec-agent': 'value', 'event-log': 'value', 'attach-debugger': 'switch', 'run-program': 'switch', 'policy-pack': 'list',
    'policy-pack-config': 'list', 'skip-plugin-pre-install': 'switch', 'skip-config-validation': 'switch', remote: 'switch', neo: 'switch', 'copilot': 'switch',
  urns: 'switch',
}
const CHANGING: Flags = { yes: 'switch', 'skip-preview': 'switch', 'continue-on-error': 'switch' }

/** A command line as an operation. Throws what is outside this engine's scope. */
export function operationRequest(context: CommandContext, kind: OperationKind): OperationRequest {
  const given = context.arguments
  refuseForeignFlags(context)
  if (given.on('strict') && given.on('skip-preview')) throw new CommandError('--strict cannot be used with --skip-preview; strict requires a preview')
  const dryRun = kind === 'preview' || given.on('preview-only')
  if (!dryRun && !given.on('yes') && !given.on('skip-preview')) {
    throw new CommandError('--yes or --skip-preview or --preview-only must be passed in to proceed when running in non-interactive mode',
      kind === 'refresh' ? exitCodes.failure : exitCodes.usage)
  }
  const optional = (flag: string, field: string): Record<string, string> => {
    const value = given.value(flag)
    return value ? { [field]: value } : {}
  }
  return {
    kind,
    dryRun,
    remove: given.on('remove'),
    previewFirst: !dryRun && !given.on('skip-preview'),
    stack: context.stack(),
    message: given.value('message') ?? '',
    targets: new UrnSelection([...given.list('target'), ...given.list('target-replace')]),
    excludes: new UrnSelection(given.list('exclude')),
    replaceTargets: new UrnSelection([...given.list('replace'), ...given.list('target-replace')]),
    targetDependents: given.on('target-dependents'),
    excludeDependents: given.on('exclude-dependents'),
    excludeProtected: given.on('exclude-protected'),
    ignoreProtect: given.on('ignore-protect'),
    refresh: given.on('refresh') || (!given.has('refresh') && context.project.refreshAlways && kind !== 'refresh'),
    runProgram: given.has('run-program') ? given.on('run-program') : isTruthy(context.environment.PULUMI_RUN_PROGRAM),
    parallel: parallelism(given),
    continueOnError: given.on('continue-on-error'),
    expectNoChanges: given.on('expect-no-changes'),
    execKind: given.value('exec-kind') ?? 'cli',
    json: given.on('json'),
    showSecrets: given.on('show-secrets'),
    showSames: given.on('show-sames'),
    showReads: given.on('show-reads'),
    showReplacementSteps: given.on('show-replacement-steps'),
    suppressOutputs: given.on('suppress-outputs'),
    debug: given.on('debug'),
    flags: Object.fromEntries(given.given.map(([name]) => [name, given.isSwitch(name) ? String(given.on(name)) : 'set'])),
    strict: given.on('strict'),
    urns: given.on('urns'),
    skipConfigValidation: given.on('skip-config-validation'),
    clearPendingCreates: given.on('clear-pending-creates'),
    ...optional('client', 'client'),
    ...optional('config-file', 'configFile'),
    ...optional('exec-agent', 'execAgent'),
    ...optional('event-log', 'eventLog'),
    ...optional('save-plan', 'savePlan'),
    ...optional('plan', 'plan'),
    ...optional('import-file', 'importFile'),
  }
}

const isTruthy = (text: string | undefined): boolean => text === 'true' || text === '1'

function parallelism(given: Arguments): number {
  if (!given.has('parallel')) return defaultParallel()
  return Math.max(1, wholeNumber(given, 'parallel', 0, '-p, --parallel'))
}

/** Everything that this engine doesn't do, by its name, before anything is opened. */
function refuseForeignFlags(context: CommandContext): void {
  const given = context.arguments
  if (given.list('policy-pack').length > 0) throw outsideScope('a policy pack (--policy-pack)')
  if (given.on('remote')) throw outsideScope('Pulumi Deployments (--remote)')
  if (given.list('config').length > 0) throw outsideScope('configuration on the command line (--config)')
  if (given.list('target').length > 0 && given.on('exclude-protected')) {
    throw new CommandError('you cannot specify --target and --exclude-protected')
  }
  if (given.list('import-pending-creates').length > 0) throw outsideScope('--import-pending-creates')
  if (given.list('target').length > 0 && given.list('exclude').length > 0) {
    throw new CommandError('if any flags in the group [target exclude] are set none of the others can be; [exclude target] were all set')
  }
  if (given.has('exclude-protected') && given.has('ignore-protect')) {
    const both = '[exclude-protected ignore-protect]'
    throw new CommandError(`if any flags in the group ${both} are set none of the others can be; ${both} were all set`)
  }
}

function operation(kind: OperationKind, flags: Flags): Command {
  return {
    flags: { ...SHARED, ...flags },
    ...(kind !== 'update' && { takes: 0 }),
    async run(context) {
      const asked = operationRequest(context, kind)
      const status = await runOperation(context.stacks, asked, context.environment, (text) => process.stdout.write(text),
        (text) => context.warn(text))
      if (status === exitCodes.success && !asked.dryRun && context.arguments.on('remove')) removeDestroyed(context, asked.stack)
      return status
    },
  }
}

/** `destroy --remove`: the stack goes with its resources, and its settings with the stack. */
function removeDestroyed(context: CommandContext, stack: string): void {
  const { stacks } = context
  if ((stacks.read(stack)?.resources?.length ?? 0) > 0) throw new CommandError(`'${stack}' still has resources; it was not removed`)
  stacks.remove(stack)
  context.settings(stack).remove()
  if (selectedStack(context.project) === stack) select(context, undefined)
  if (!context.arguments.on('json')) context.print('The resources in the stack have been deleted, and the history and configuration removed.')
}

const preview = operation('preview', {
  'exclude-dependents': 'switch', 'ignore-protect': 'switch',
  'expect-no-changes': 'switch', replace: 'list', 'target-replace': 'list', 'save-plan': 'value', 'import-file': 'value',
    'non-interactive': 'switch',
})
const update = operation('update', {
  ...CHANGING, 'exclude-dependents': 'switch', 'ignore-protect': 'switch', 'expect-no-changes': 'switch', replace: 'list',
  'target-replace': 'list', plan: 'value', strict: 'switch', 'secrets-provider': 'value',
})
const refreshState = operation('refresh', {
  ...CHANGING, 'exclude-dependents': 'switch', 'expect-no-changes': 'switch', 'preview-only': 'switch', 'clear-pending-creates': 'switch',
    'skip-pending-creates': 'switch', 'import-pending-creates': 'list',
})
const destroy = operation('destroy', {
  ...CHANGING, 'preview-only': 'switch', 'exclude-protected': 'switch', 'ignore-protect': 'switch', remove: 'switch',
})

/** The commands that look at or change resources. */
export const operationCommands: Readonly<Record<string, Command>> = {
  preview, pre: preview, up: update, update, refresh: refreshState, destroy, dn: destroy,
}
