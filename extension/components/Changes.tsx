import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Change, PropertyChange } from '../../shared/plan.ts'
import { Icon } from './Icon.tsx'
import { Tag } from './Tag.tsx'
import { counted, kindWord, named, operationLook, operationOrder, shown } from './words.ts'

const fewProperties = 4
const fewChanges = 12

/** A value as it is written on one line: long ones are cut in the middle, where they differ least. */
function short(value: string): string {
  const text = named(value)
  return text.length > 90 ? `${text.slice(0, 55)}…${text.slice(-30)}` : text
}

function Property({ property }: { readonly property: PropertyChange }): JSX.Element {
  const { path, before, after, unknown, secret, replaces } = property
  const forced = replaces === true ? <em> (forces a replacement)</em> : null
  if (secret === true) return <code>{shown(path)} <em>changes; secret, not shown</em>{forced}</code>
  const next = unknown === true ? <em>known after the run</em> : after === undefined ? <em>removed</em> : <ins>{short(after)}</ins>
  return <code>{shown(path)} {before === undefined ? '' : <><del>{short(before)}</del> → </>}{next}{forced}</code>
}

/** One change: what, which, from what to what, and whether it can be taken back. */
function ChangeRow({ change }: { readonly change: Change }): JSX.Element {
  const [all, showAll] = useState(false)
  const look = operationLook[change.operation]
  const properties = all ? change.properties : change.properties.slice(0, fewProperties)
  const hidden = change.properties.length - properties.length
  return (
    <li class="change">
      <Icon name={look.icon} class={`${look.tone}-ink`} />
      <span>{look.word} {kindWord(change.kind)} <b>{named(change.name)}</b></span>
      {change.irreversible !== undefined
        ? <Tag tone="danger" icon="stop">can’t be undone</Tag>
        : change.protected === true ? <Tag tone="caution" icon="lock">protected</Tag> : <span />}
      {change.irreversible !== undefined && <span class="why">{shown(change.irreversible)}</span>}
      {properties.length > 0 && <span class="lines">{properties.map((property) => <Property key={property.path} property={property} />)}</span>}
      {hidden > 0 && <span class="lines"><button type="button" class="plain more" onClick={() => showAll(true)}>{counted(hidden, 'more property', 'more properties')}</button></span>}
    </li>
  )
}

/** What other stacks read of this one, and would read differently. */
export function Outputs({ outputs }: { readonly outputs: readonly PropertyChange[] }): JSX.Element {
  const [all, showAll] = useState(false)
  const visibleOnes = all ? outputs : outputs.slice(0, fewProperties)
  const hidden = outputs.length - visibleOnes.length
  return (
    <ul class="changes">
      <li class="change">
        <Icon name={operationLook.update.icon} class="quiet-ink" />
        <span>{outputs.length === 1 ? 'One output of the stack changes' : `${outputs.length} outputs of the stack change`}</span>
        <span class="lines">{visibleOnes.map((property) => <Property key={property.path} property={property} />)}</span>
        {hidden > 0 && <span class="lines"><button type="button" class="plain more" onClick={() => showAll(true)}>{counted(hidden, 'more output')}</button></span>}
      </li>
    </ul>
  )
}

/** Deletes first, then replacements, then the rest, in the plan's own order within each. */
export function inReadingOrder(changes: readonly Change[]): readonly Change[] {
  return [...changes].sort((a, b) => operationOrder.indexOf(a.operation) - operationOrder.indexOf(b.operation))
}

/** What is lost is always listed in full; of the rest the first few, until asked. */
export function Changes({ changes }: { readonly changes: readonly Change[] }): JSX.Element {
  const [all, showAll] = useState(false)
  const ordered = inReadingOrder(changes)
  const lost = ordered.filter(({ operation, irreversible }) => operation === 'delete' || operation === 'replace' || irreversible !== undefined).length
  const few = Math.max(fewChanges, lost)
  const visibleOnes = all ? ordered : ordered.slice(0, few)
  return (
    <>
      <ul class="changes">{visibleOnes.map((change) => <ChangeRow key={`${change.operation} ${change.id}`} change={change} />)}</ul>
      {ordered.length > visibleOnes.length && (
        <button type="button" class="plain more" onClick={() => showAll(true)}>Show {counted(ordered.length - visibleOnes.length, 'more change')}</button>
      )}
    </>
  )
}
