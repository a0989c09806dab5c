import type { Import } from './imports/names.ts'
import type { UrnSelection } from './generation/selection.ts'

export type OperationKind = 'preview' | 'update' | 'refresh' | 'destroy' | 'import'

/** One preview, update, refresh or destroy, as its command line asks for it. */
export interface OperationRequest {
  readonly kind: OperationKind
  /** Changes nothing: a preview, or `--preview-only`. */
  readonly dryRun: boolean
  /** Preview first, and change nothing if that fails: a change without `--skip-preview`. */
  readonly previewFirst: boolean
  /** The stack goes too, once its resources are destroyed. */
  readonly remove: boolean
  readonly stack: string
  readonly message: string
  readonly configFile?: string
  readonly targets: UrnSelection
  readonly excludes: UrnSelection
  readonly replaceTargets: UrnSelection
  readonly targetDependents: boolean
  readonly excludeDependents: boolean
  readonly excludeProtected: boolean
  /** Deletes and replaces protected resources like others. */
  readonly ignoreProtect: boolean
  /** Look at the world before deciding. */
  readonly refresh: boolean
  /** Run the program in a refresh or destroy, too, and look at each resource when it is registered. */
  readonly runProgram: boolean
  readonly parallel: number
  readonly continueOnError: boolean
  readonly expectNoChanges: boolean
  /** `host:port` of an inline program. */
  readonly client?: string
  readonly execKind: string
  readonly execAgent?: string
  readonly eventLog?: string
  readonly json: boolean
  readonly showSecrets: boolean
  readonly showSames: boolean
  readonly showReads: boolean
  readonly showReplacementSteps: boolean
  readonly suppressOutputs: boolean
  readonly debug: boolean
  readonly savePlan?: string
  readonly plan?: string
  /** Holds the run to what its own preview announced. */
  readonly strict: boolean
  /** Whole URNs in place of types and names. */
  readonly urns: boolean
  readonly clearPendingCreates: boolean
  /** Takes the configuration as it is, whatever the project declares. */
  readonly skipConfigValidation: boolean
  /** The flags that were given: a switch's state, and of any other only that it was `set`. */
  readonly flags: Readonly<Record<string, string>>
  /** Where a preview writes down what it would create. */
  readonly importFile?: string
  /** What `import` takes over. */
  readonly imports?: readonly Import[]
}
