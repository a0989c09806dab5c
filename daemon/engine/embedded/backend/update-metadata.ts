import type { OperationRequest } from '../operation.ts'
import { VERSION } from '../version.ts'
import { byKey } from '../values/by-key.ts'

/** Variables of the environment whose truth is recorded; of any other, only that it is set (sdk/go/common/env). */
const BOOLEAN = new Set(`
  AUTOMATION_API_SKIP_VERSION_CHECK CONTINUE_ON_ERROR DEBUG_COMMANDS DEV DISABLE_AUTOMATIC_PLUGIN_ACQUISITION DISABLE_JOURNALING
  DISABLE_OUTPUT_VALUES DISABLE_PROVIDER_PREVIEW DISABLE_REGISTRY_RESOLVE DISABLE_RESOURCE_REFERENCES DISABLE_SECRET_CACHE
  DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS DIY_BACKEND_GZIP DIY_BACKEND_IGNORE_DEPRECATION_ERROR DIY_BACKEND_LEGACY_LAYOUT
  DIY_BACKEND_NO_LEGACY_WARNING DIY_BACKEND_RETAIN_CHECKPOINTS DIY_BACKEND_ZSTD ENABLE_LEGACY_DIFF ENABLE_LEGACY_REFRESH_DIFF
  ENABLE_STREAMING_JSON_PREVIEW ERROR_ON_DEPENDENCY_CYCLES ERROR_OUTPUT_STRING EXPERIMENTAL FALLBACK_TO_STATE_SECRETS_MANAGER
  GOROUTINE_PANIC_RECOVERY IGNORE_AMBIENT_PLUGINS NEO PARALLEL_DIFF RUN_PROGRAM SKIP_CHECKPOINTS SKIP_CONFIRMATIONS SKIP_UPDATE_CHECK
  SUPPRESS_NEO_LINK
`.trim().split(/\s+/).map((name) => `PULUMI_${name}`))
const isTrue = (text: string | undefined): boolean => text === '1' || /^true$/i.test(text ?? '')
/** Go's names of processors and systems. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' }
const SYSTEMS: Readonly<Record<string, string>> = { win32: 'windows' }

/**
 * What the history keeps of how an operation was begun: the names of its flags and of the environment's variables, never their values
 * (GetUpdateMetadata in pkg/cmd/pulumi/metadata). What the official CLI adds of a repository and of a CI system isn't looked up.
 */
export function updateMetadata(
  request: OperationRequest, environment: NodeJS.ProcessEnv, runtime: string, runsProgram: boolean,
): Record<string, string> {
  const variables = Object.keys(environment).filter((name) => name.startsWith('PULUMI_'))
    .map((name) => [`pulumi.env.${name}`, BOOLEAN.has(name) ? String(isTrue(environment[name])) : 'set'])
  const flags = Object.entries(request.flags).map(([name, value]) => [`pulumi.flag.${name}`, value])
  const known = ['auto.inline', 'auto.local', 'cli'].includes(request.execKind)
  const metadata: Record<string, string> = {
    ...Object.fromEntries([...variables, ...flags]) as Record<string, string>,
    'pulumi.version': VERSION,
    'pulumi.os': SYSTEMS[process.platform] ?? process.platform,
    'pulumi.arch': ARCHITECTURES[process.arch] ?? process.arch,
    'exec.kind': known ? request.execKind : 'cli',
    ...(request.execAgent && { 'exec.agent': request.execAgent }),
    updatePlan: String(request.plan !== undefined),
    'stack.environments': '[]',
    ...(runsProgram && { 'runtime.name': runtime, 'runtime.executable': process.execPath, 'runtime.version': process.version }),
  }
  return Object.fromEntries(Object.entries(metadata).sort(byKey))
}
