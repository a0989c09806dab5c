import { Config, getStack } from '@pulumi/pulumi'
import { Database, Route, Site } from './resources'
import { readSettings } from './settings'

/** The shop: two databases, three sites that use them, and a route to each site. */
const settings = readSettings(new Config('shop'))

/** Both stacks live in one cloud, whose names are its keys: what isn't `dev` carries its stack's name. */
const stack = getStack()
const named = (name: string) => stack === 'dev' ? name : `${name}-${stack}`
const at = (path: string) => stack === 'dev' ? path : `${stack}/${path}`

const main = new Database('main', {
  name: named('main'), tier: settings.databaseTier, encoding: settings.databaseEncoding, protected: settings.databaseProtected, sampleRows: 1200,
}, { protect: settings.databaseProtected })
if (settings.keepCartOld) new Database('cart-old', { name: named('cart-old'), tier: 'small', sampleRows: 12_304 })

const web = new Site('web', {
  name: named('web'), content: settings.content, banner: settings.banner, replicas: settings.replicas, database: main.name,
})
const cart = new Site('cart', {
  name: named('cart'), content: 'Your cart is kept for a week.', replicas: settings.cartReplicas, database: main.name,
})

const routes = {
  shop: new Route('shop', { path: at('shop'), site: web.name }),
  cart: new Route('cart', { path: at('shop/cart'), site: cart.name }),
  ...(settings.search ? { search: searchRoute() } : {}),
}

function searchRoute(): Route {
  const search = new Site('search', {
    name: named('search'), content: 'Find anything in the shop.', replicas: settings.searchReplicas,
  })
  return new Route('search', { path: at('shop/search'), site: search.name })
}

const address = process.env['SANDBOX_URL'] ?? ''
export const urls = Object.fromEntries(Object.entries(routes).map(([name, route]) => [name, route.path.apply(path => `${address}/r/${path}`)]))
export const orders = main.rows
