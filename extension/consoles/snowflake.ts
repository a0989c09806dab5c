import { fragmentOf, partsOf, subject, type Console, type Reading } from './console.ts'

type Found = Pick<Reading, 'kind' | 'id' | 'service'>

/** Objects of a schema as their pages name them. */
const objects: Readonly<Record<string, string>> = {
  table: 'table', view: 'view', 'materialized-view': 'materialized view', 'dynamic-table': 'dynamic table', stage: 'stage', pipe: 'pipe', stream: 'stream',
  task: 'task', function: 'function', procedure: 'procedure', sequence: 'sequence', 'file-format': 'file format', 'semantic-view': 'semantic view',
}

function inData([room, database, schemas, schema, type, name]: readonly string[]): Found | null {
  if (room !== 'databases' || database === undefined) return null
  if (schemas !== 'schemas' || schema === undefined) return { service: 'data', kind: 'database', id: database }
  const kind = objects[type ?? '']
  if (kind === undefined || name === undefined) return { service: 'data', kind: 'schema', id: `${database}.${schema}` }
  return { service: 'data', kind, id: `${database}.${schema}.${name}` }
}

function found([room, ...rest]: readonly string[]): Found | null {
  const [list, name, third] = rest
  if (room === 'data') return inData(rest)
  if (room === 'compute' && list === 'warehouses' && name !== undefined) return { service: 'compute', kind: 'warehouse', id: name }
  if (room === 'compute' && list === 'history' && name === 'queries' && third !== undefined) return { service: 'compute', kind: 'query', id: third }
  if (room === 'account' && list === 'warehouses' && name !== undefined) return { service: 'compute', kind: 'warehouse', id: name }
  if (room === 'account' && list === 'users' && name !== undefined) return { service: 'account', kind: 'user', id: name }
  if (room === 'account' && list === 'roles' && name !== undefined) return { service: 'account', kind: 'role', id: name }
  if (room === 'streamlit-apps' && list !== undefined) return { service: 'streamlit', kind: 'Streamlit app', id: list }
  if (room === 'notebooks' && list !== undefined) return { service: 'notebooks', kind: 'notebook', id: list }
  return null
}

/** Snowsight: app.snowflake.com/ORGANIZATION-OR-REGION/ACCOUNT/#/…, over private link under the account's own name; and worksheets. */
export const snowflake: Console = (url) => {
  const path = partsOf(url.pathname)
  const known = url.hostname === 'app.snowflake.com' || /^app(?:-[a-z0-9-]+)?\.[a-z0-9.-]+\.privatelink\.snowflakecomputing\.com$/.test(url.hostname)
  if (url.protocol !== 'https:' || !known || path === null) return null
  const [organization, account, worksheet] = path
  if (organization === undefined || account === undefined) return null
  const place = { provider: 'snowflake', account: `${organization}/${account}` } as const
  const [, id] = /^(w[0-9A-Za-z]{8,})$/.exec(worksheet ?? '') ?? []
  if (id !== undefined) return subject({ ...place, service: 'worksheets', kind: 'worksheet', id })
  const read = found(fragmentOf(url).parts)
  return read === null ? null : subject({ ...place, ...read })
}
