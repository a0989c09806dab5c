import type { Part } from '../../../shared/wire.ts'
import type { Resource } from '../../simulator-contract.ts'
import { isManaged, nameOf, shortId, shortKind } from '../landscape.ts'
import type { Landscape, Place } from '../landscape.ts'
import { ago, code, paragraph, plural, said, source, span, strong, table } from './parts.ts'

/** "What is running?": every target with what is in it, as its state says. */
export function running({ places, problems = [] }: Landscape, now: Date): Part[] {
  const left = problems.map((problem) => paragraph(said(problem, 600)))
  if (places.length === 0) return [paragraph('Nothing is connected, so I know of nothing that runs. Add a project to countersign.yaml.'), ...left]
  const parts: Part[] = []
  for (const { target, inventory, problem } of places) {
    if (!inventory) { parts.push(paragraph(strong(shortId(target.id)), ` could not be read: ${said(problem ?? '')}`)); continue }
    const managed = inventory.resources.filter(isManaged)
    parts.push(
      paragraph(
        strong(shortId(target.id)),
        ` (${target.mode}): ${managed.length === 0 ? 'nothing is deployed' : plural(managed.length, 'resource')}, last changed ${ago(inventory.lastUpdate, now)}.`
      )
    )
    if (managed.length > 0) parts.push(resourceTable(managed))
  }
  parts.push(...left, source(`Read from the state of ${plural(places.length, 'stack')} · no change made`))
  return parts
}

/** "Show the shop": one target with its settings, its resources and its outputs. */
export function place({ target, inventory, problem }: Place, now: Date): Part[] {
  if (!inventory) return [paragraph(`${shortId(target.id)} could not be read: ${said(problem ?? '')}`)]
  const managed = inventory.resources.filter(isManaged)
  const outputs = Object.entries(inventory.outputs)
  return [
    paragraph(strong(shortId(target.id)), ` · ${said(target.place)} · ${target.mode} · last changed ${ago(inventory.lastUpdate, now)}`),
    ...(managed.length === 0 ? [paragraph('Nothing is deployed there yet.')] : [resourceTable(managed)]),
    ...(inventory.settings.length === 0 ? [] : [table(['Setting', 'Value', 'What it is'], inventory.settings.map((setting) =>
      [code(nameOf(setting.key)), setting.secret ? '[secret]' : setting.value !== undefined ? said(setting.value) : setting.default === undefined ? 'not set' : `${said(setting.default)} (default)`, said(setting.description ?? '', 160)]))]),
    ...(outputs.length === 0 ? [] : [table(['Output', 'Value'], outputs.map(([name, value]) => [code(said(name, 80)), said(value)]))]),
    source(`Read from the stack's state and its program's settings · no change made`),
  ]
}

function resourceTable(resources: readonly Resource[]): Part {
  return table(
    ['Name', 'Kind', 'What is set'],
    resources.map((resource) => [strong(said(resource.name, 80)), shortKind(resource.kind), facts(resource)])
  )
}

/** The properties that say most at a glance: short scalars, without ids and without what is empty. */
export function facts(resource: Resource, most = 4): string {
  return Object.entries(resource.properties)
    .filter(
      ([name, value]) => !/^(?:__|urn|id|uid|name)/i.test(name)
      && (typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value !== '' && value.length <= 60))
    )
    .slice(0, most).map(([name, value]) => `${said(name, 40)} ${said(value, 60)}`).join(' · ')
}

/** One resource: which program made it, what it depends on and what depends on it, when and by which run it last changed. */
export function resource(
  found: Resource, { target, inventory }: Place, history: { run: string, at: string, person: string, operation: string } | undefined,
  drifted: readonly string[] | undefined, now: Date
): Part[] {
  const all = inventory?.resources ?? []
  const short = (id: string): string => said(all.find((each) => each.id === id)?.name ?? id.slice(id.lastIndexOf(':') + 1), 80)
  const users = all.filter((each) => each.dependsOn.includes(found.id)).map((each) => said(each.name, 80))
  const needs = found.dependsOn.map(short)
  return [
    paragraph(
      strong(said(found.name, 80)), ` is a ${shortKind(found.kind)} in ${shortId(target.id)}. The program in `,
      code(said(inventory?.program ?? target.place)), ' made it.'
    ),
    table(['Fact', 'Value'], [
      ...Object.entries(found.properties).filter(([name]) => !name.startsWith('__')).slice(0, 20).map(
        ([name, value]) => [code(said(name, 60)), said(value, 200)]
      ),
      ['Depends on', needs.length > 0 ? needs.join(', ') : 'nothing'],
      ['Depends on it', users.length > 0 ? users.join(', ') : 'nothing'],
      ...(found.protected ? [['Protected', 'yes: it can\'t be deleted while that is set']] : []),
      ['Drift', drifted === undefined ? 'not looked at' : drifted.length === 0 ? 'none: it is as the state says' : drifted.join('; ')],
    ]),
    history === undefined
      ? paragraph(
        `No run that I have on record changed it${found.changedAt === undefined ? '' : `; the state says it changed ${ago(found.changedAt, now)}`}.`
      )
      : paragraph(
        `It was last changed (${history.operation}) by `, span(history.run, { to: history.run }),
        `, ${ago(history.at, now)}, approved by ${said(history.person, 80)}.`
      ),
    source(`Read from the state of ${shortId(target.id)}${drifted === undefined ? '' : ' and from the live API'} · no change made`),
  ]
}
