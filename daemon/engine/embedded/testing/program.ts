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

/** A plain value, another resource's output (`{"$from": "name.key"}`), or a secret (`{"$secret": value}`). */
export type InputData = PropertyValue | { readonly $from: string } | { readonly $secret: PropertyValue }

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
}

export interface AliasData {
  readonly name?: string
  readonly type?: string
  readonly parent?: string
  readonly noParent?: boolean
  readonly urn?: string
}

/**
 * How a test resource behaves, in its input `behave`: which changed inputs replace it, in which order, and what fails.
 * `partial` means that it is made or updated, but doesn't come up.
 */
export interface Behaviour {
  readonly replaceOn?: readonly string[]
  readonly deleteBeforeReplace?: boolean
  readonly unknownDiff?: boolean
  readonly fail?: 'check' | 'create' | 'update' | 'delete' | 'read'
  readonly partial?: 'create' | 'update'
}

export const TEST_TYPE = 'pulumi-nodejs:dynamic:Resource'
export const COMPONENT_TYPE = 'test:index:Group'
