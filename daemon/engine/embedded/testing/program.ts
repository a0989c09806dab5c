import type { PropertyValue } from '../values/property.ts'

/**
 * A program as data: what it registers, in order. The same data runs in memory (simulate.ts), and as a real program under this
 * engine's command and under the official one (test/engine/interpreter).
 */
export interface ProgramData {
  readonly resources: readonly ResourceData[]
  readonly outputs?: Readonly<Record<string, InputData>>
  /** The program fails after it has registered everything. */
  readonly throws?: boolean
  /** The functions around its resources' life, by name. */
  readonly hooks?: Readonly<Record<string, HookData>>
}

export interface HookData {
  /** It throws, with these words. */
  readonly fail?: string
  readonly onDryRun?: boolean
  readonly ignoreErrors?: boolean
  /** An error hook, and how often it asks for another try. */
  readonly retries?: number
}

export interface ResourceData {
  readonly name: string
  /** A component has no inputs; its type is `test:index:Group`. */
  readonly component?: boolean
  /** A resource that is only read, by its id. */
  readonly read?: string
  readonly type?: string
  readonly inputs?: Readonly<Record<string, InputData>>
  readonly options?: OptionsData
}

/**
 * A plain value, another resource's output (`{"$from": "name.key"}`), a secret (`{"$secret": value}`), or what the stack's settings have
 * (`{"$config": "key"}`).
 */
export type InputData = PropertyValue | { readonly $from: string } | { readonly $secret: PropertyValue } | { readonly $config: string }

export interface OptionsData {
  readonly parent?: string
  readonly dependsOn?: readonly string[]
  readonly protect?: boolean
  readonly deleteBeforeReplace?: boolean
  readonly ignoreChanges?: readonly string[]
  readonly replaceOnChanges?: readonly string[]
  readonly replacementTrigger?: PropertyValue
  readonly additionalSecretOutputs?: readonly string[]
  readonly aliases?: readonly AliasData[]
  readonly retainOnDelete?: boolean
  readonly deletedWith?: string
  readonly replaceWith?: readonly string[]
  /** The id of an existing resource that is taken over. */
  readonly import?: string
  /** Names of hooks, in the order in which they run. */
  readonly hooks?: Readonly<Partial<Record<HookPoint, readonly string[]>>>
}

export type HookPoint = 'beforeCreate' | 'afterCreate' | 'beforeUpdate' | 'afterUpdate' | 'beforeDelete' | 'afterDelete' | 'onError'

export interface AliasData {
  readonly name?: string
  readonly type?: string
  readonly parent?: string
  readonly noParent?: boolean
  readonly urn?: string
}

/**
 * How a test resource behaves, in its input `behave`: which changed inputs replace it, in which order, and what fails.
 * `partial` means that it is made or updated, but doesn't come up; `times`, that it fails only so often.
 */
export interface Behaviour {
  readonly replaceOn?: readonly string[]
  readonly deleteBeforeReplace?: boolean
  readonly unknownDiff?: boolean
  readonly fail?: 'check' | 'create' | 'update' | 'delete' | 'read'
  readonly partial?: 'create' | 'update'
  readonly times?: number
}

export const TEST_TYPE = 'pulumi-nodejs:dynamic:Resource'
export const COMPONENT_TYPE = 'test:index:Group'
