import { describe } from 'vitest'
import { itLeavesAlone, itReads } from '../testing/addresses.ts'

const account = 'acme/prod'
const data = (kind: string, id: string) => ({ account, service: 'data', kind, id })

describe('Snowsight', () => {
  itReads('snowflake', [
    ['https://app.snowflake.com/acme/prod/#/data/databases/SHOP', data('database', 'SHOP')],
    ['https://app.snowflake.com/acme/prod/#/data/databases/SHOP/schemas/SALES', data('schema', 'SHOP.SALES')],
    ['https://app.snowflake.com/acme/prod/#/data/databases/SHOP/schemas/SALES/table/ORDERS', data('table', 'SHOP.SALES.ORDERS')],
    ['https://app.snowflake.com/acme/prod/#/data/databases/SHOP/schemas/SALES/table/ORDERS/data-preview', data('table', 'SHOP.SALES.ORDERS')],
    ['https://app.snowflake.com/acme/prod/#/data/databases/SHOP/schemas/SALES/view/DAILY', data('view', 'SHOP.SALES.DAILY')],
    ['https://app.snowflake.com/acme/prod/#/data/databases/SHOP/schemas/SALES/stage/LANDING', data('stage', 'SHOP.SALES.LANDING')],
    ['https://app.snowflake.com/acme/prod/#/data/databases/SHOP/schemas/SALES/task/NIGHTLY', data('task', 'SHOP.SALES.NIGHTLY')],
    ['https://app.snowflake.com/acme/prod/#/data/databases/SHOP/schemas/SALES/pipe/INGEST', data('pipe', 'SHOP.SALES.INGEST')],
    ['https://app.snowflake.com/acme/prod/#/data/databases/My%20Shop/schemas/SALES/table/Or%2Fders', data('table', 'My Shop.SALES.Or/ders')],
    ['https://app.snowflake.com/eu-central-1/xy12345/#/data/databases/SHOP', { ...data('database', 'SHOP'), account: 'eu-central-1/xy12345' }],
    ['https://app.snowflake.com/acme/prod/#/compute/warehouses/REPORTING', { account, service: 'compute', kind: 'warehouse', id: 'REPORTING' }],
    ['https://app.snowflake.com/eu-central-1/xy12345/#/account/warehouses/REPORTING?x=1', { account: 'eu-central-1/xy12345', service: 'compute', kind: 'warehouse', id: 'REPORTING' }],
    ['https://app.snowflake.com/acme/prod/#/compute/history/queries/01b2c3d4-0000-1111-0000-0000000000ab/detail', { account, service: 'compute', kind: 'query', id: '01b2c3d4-0000-1111-0000-0000000000ab' }],
    ['https://app.snowflake.com/acme/prod/#/account/users/ADA', { account, service: 'account', kind: 'user', id: 'ADA' }],
    ['https://app.snowflake.com/acme/prod/#/account/roles/ANALYST', { account, service: 'account', kind: 'role', id: 'ANALYST' }],
    ['https://app.snowflake.com/acme/prod/#/streamlit-apps/SHOP.SALES.BOARD/edit', { account, service: 'streamlit', kind: 'Streamlit app', id: 'SHOP.SALES.BOARD' }],
    ['https://app.snowflake.com/acme/prod/w4PdnKrTkYc2#query', { account, service: 'worksheets', kind: 'worksheet', id: 'w4PdnKrTkYc2' }],
    ['https://app-acme-prod.eu-central-1.privatelink.snowflakecomputing.com/acme/prod/#/data/databases/SHOP', data('database', 'SHOP')],
  ])
  itLeavesAlone([
    'https://app.snowflake.com/', 'https://app.snowflake.com/acme/prod/#/homepage', 'https://app.snowflake.com/acme/prod/#/data/databases', 'https://docs.snowflake.com/en/data',
    'https://app.snowflake.com.evil.example/acme/prod/#/data/databases/SHOP', 'http://app.snowflake.com/acme/prod/#/data/databases/SHOP', 'https://app.snowflake.com/acme',
  ])
})
