import type { DeploymentDocument } from '../snapshot/checkpoint.ts'
import { ROOT_TYPE, urnName, type Urn } from '../snapshot/urn.ts'

type Resource = NonNullable<DeploymentDocument['resources']>[number]
interface Row { readonly type: string; readonly name: string; readonly more: readonly string[] }

/** A stack's resources under their parents, as a table of types and names; `ids` and `urns` add lines of their own. */
export function resourceTree(resources: readonly Resource[], { urns, ids }: { readonly urns: boolean; readonly ids: boolean }): string {
  const root = resources.find(({ type, parent }) => type === ROOT_TYPE && !parent)
  const known = new Set(resources.map(({ urn }) => urn))
  const rows: Row[] = []
  const row = (resource: Resource, branch: string, below: string): void => {
    const more = [...(urns ? [`URN: ${resource.urn}`] : []), ...(ids && resource.id ? [`ID: ${String(resource.id)}`] : [])]
    rows.push({ type: branch + resource.type, name: urnName(resource.urn as Urn), more: more.map((line) => below + line) })
  }
  const draw = (resource: Resource, padding: string, branch: string): void => {
    const beside = padding + (branch === '' ? '' : branch === '├─ ' ? '│  ' : '   ')
    // What has no parent of its own belongs to the stack.
    const orphans = resources.filter(({ urn, parent }) => resource === root && urn !== root.urn && !parent)
    const children = [...resources.filter(({ parent }) => parent === resource.urn), ...orphans]
    row(resource, padding + branch, beside + (children.length > 0 ? '│  ' : '   '))
    children.forEach((child, at) => draw(child, beside, at === children.length - 1 ? '└─ ' : '├─ '))
  }
  if (root && resources.every(({ parent }) => !parent || known.has(String(parent)))) draw(root, '', '')
  else for (const resource of resources) row(resource, '', '    ')
  const width = Math.max('TYPE'.length, ...rows.map(({ type }) => type.length)) + 2
  const lines = rows.flatMap(({ type, name, more }) => [`    ${type.padEnd(width)}${name}`, ...more.map((line) => `    ${line}`)])
  return [`    ${'TYPE'.padEnd(width)}NAME`, ...lines].join('\n')
}
