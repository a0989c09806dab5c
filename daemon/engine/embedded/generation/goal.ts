import type { PropertyMap, PropertyValue } from '../values/property.ts'
import type { CustomTimeouts } from '../snapshot/resource.ts'
import type { Urn } from '../snapshot/urn.ts'

/** Another name that a resource may have in the old state: a whole URN, or what differs from its present one. */
export type Alias =
  | { readonly kind: 'urn'; readonly urn: Urn }
  | {
      readonly kind: 'spec'
      readonly name?: string
      readonly type?: string
      readonly stack?: string
      readonly project?: string
      readonly parent?: Urn
      readonly noParent?: boolean
    }

/** What a program asks for: one resource as it should be. */
export interface Goal {
  readonly type: string
  readonly name: string
  readonly custom: boolean
  readonly parent?: Urn
  readonly properties: PropertyMap
  readonly provider?: string
  readonly dependencies: readonly Urn[]
  readonly propertyDependencies: Readonly<Record<string, readonly Urn[]>>
  readonly protect?: boolean
  /** Undefined where the program leaves the choice to the provider. */
  readonly deleteBeforeReplace?: boolean
  readonly ignoreChanges: readonly string[]
  readonly replaceOnChanges: readonly string[]
  readonly replacementTrigger?: PropertyValue
  readonly additionalSecretOutputs: readonly string[]
  readonly aliases: readonly Alias[]
  readonly customTimeouts?: CustomTimeouts
  readonly retainOnDelete?: boolean
  readonly deletedWith?: Urn
  readonly replaceWith: readonly Urn[]
  /** The id of an existing resource to be taken over. */
  readonly importId?: string
  readonly hideDiff?: readonly PropertyValue[]
  readonly resourceHooks?: Readonly<Record<string, readonly string[]>>
  readonly sourcePosition?: string
  readonly stackTrace?: readonly { readonly sourcePosition?: string }[]
}

/** An existing resource that a program only reads (`get`). */
export interface ReadGoal {
  readonly type: string
  readonly name: string
  readonly id: string
  readonly parent?: Urn
  readonly properties: PropertyMap
  readonly provider: string
  readonly dependencies: readonly Urn[]
  readonly additionalSecretOutputs: readonly string[]
  readonly sourcePosition?: string
  readonly stackTrace?: readonly { readonly sourcePosition?: string }[]
}
