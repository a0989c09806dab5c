import { describe } from 'vitest'
import { itLeavesAlone, itReads } from '../testing/addresses.ts'

const at = (kind: string, service: string, id: string, account = '127.0.0.1:9041') => ({ account, service, kind, id })

describe('the console of the sandbox', () => {
  itReads('sandbox', [
    ['http://127.0.0.1:9041/console/sites/web', at('site', 'sites', 'web')],
    ['http://127.0.0.1:9041/console/sites/search', at('site', 'sites', 'search')],
    ['http://127.0.0.1:9041/console/sites/cart-2', at('site', 'sites', 'cart-2')],
    ['http://127.0.0.1:9041/console/sites/web?said=created', at('site', 'sites', 'web')],
    ['http://127.0.0.1:9041/console/sites/web#main', at('site', 'sites', 'web')],
    ['http://127.0.0.1:9041/console/sites/web/', at('site', 'sites', 'web')],
    ['http://127.0.0.1:9141/console/sites/web', at('site', 'sites', 'web', '127.0.0.1:9141')],
    ['http://127.0.0.1:41873/console/databases/main', at('database', 'databases', 'main', '127.0.0.1:41873')],
    ['http://127.0.0.1:9041/console/databases/main', at('database', 'databases', 'main')],
    ['http://127.0.0.1:9041/console/databases/cart-old', at('database', 'databases', 'cart-old')],
    ['http://127.0.0.1:9041/console/databases/main?said=changed', at('database', 'databases', 'main')],
    ['http://127.0.0.1:9041/console/routes/shop', at('route', 'routes', 'shop')],
    ['http://127.0.0.1:9041/console/routes/shop/cart', at('route', 'routes', 'shop/cart')],
    ['http://127.0.0.1:9041/console/routes/shop%2Fcart', at('route', 'routes', 'shop/cart')],
    ['http://127.0.0.1:9041/console/routes/a/b/c?said=created#main', at('route', 'routes', 'a/b/c')],
  ])
  itLeavesAlone([
    'http://127.0.0.1:9041/', 'http://127.0.0.1:9041/console/sites', 'http://127.0.0.1:9041/console/calls', 'http://127.0.0.1:9041/s/web',
    'http://localhost:9041/console/sites/web', 'https://127.0.0.1:9041/console/sites/web', 'http://127.0.0.1.example.org:9041/console/sites/web',
    'http://127.0.0.1:9041/console/sites/%E0%A4%A', 'http://127.0.0.1:9041/api/v1/sites/web',
  ])
})
