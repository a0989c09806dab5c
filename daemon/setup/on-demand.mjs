// @ts-check
import { registerHooks } from 'node:module'

/*
 * Import this first (`node --import`), and the TypeScript compiler is loaded when something first reads from it, which in a daemon never
 * happens: the Automation API requires it to serialise the functions of inline programs. With it that takes 94 MB and 1.2 s of
 * processor time to load, without 54 MB and 0.8 s.
 */

const onDemand = /\/node_modules\/typescript\/lib\/typescript\.js$/

/** What was loaded after all; the stand-ins find it as a property of `process`, which is all that they share with this module. */
export const loaded = new Set()
const shared = 'countersign.on-demand'
Object.assign(process, { [Symbol.for(shared)]: loaded })

registerHooks({
  load(url, context, next) {
    if (!onDemand.test(url) || loaded.has(url)) return next(url, context)
    return { format: 'commonjs', source: standIn(url), shortCircuit: true }
  },
})

/**
 * A module in the real one's place, which becomes it on the first touch. It calls itself an ES module with itself as the default: what
 * compilers make of an import then keeps it as it is, and does not copy its members one by one, which would be the first touch.
 *
 * @param {string} url
 */
function standIn(url) {
  return `
    // Where an import was first, the module's own require knows no cache.
    const whole = process.getBuiltinModule('module').createRequire(__filename)
    let real
    const load = () => {
      if (real === undefined) {
        process[Symbol.for('${shared}')].add(${JSON.stringify(url)})
        delete whole.cache[__filename]
        real = whole(__filename)
      }
      return real
    }
    module.exports = new Proxy({}, {
      get: (_, name, self) => name === '__esModule' ? true : name === 'default' ? self : load()[name],
      set: (_, name, value) => { load()[name] = value; return true },
      has: (_, name) => name in load(),
      ownKeys: () => Reflect.ownKeys(load()),
      getOwnPropertyDescriptor: (_, name) => ({ value: load()[name], enumerable: true, configurable: true }),
    })`
}
