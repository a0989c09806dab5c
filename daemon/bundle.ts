import { readFileSync } from 'node:fs'
import path from 'node:path'
import { build, type Plugin } from 'esbuild'
import { bundleFolder, programs } from './setup/programs.mjs'
import { root } from './setup/project.mjs'

/** Loaded when they are first needed, from where npm put them: most starts never do. */
const external = ['@pulumi/pulumi', '@anthropic-ai/sdk', 'typescript', 'sql.js']

/**
 * Makes one file of each program's many, and of its packages': what a start takes is mostly finding and reading them. Each is whole, so
 * that a process which runs is not disturbed when they are made anew. Takes about a second; everything works without, from the sources.
 */
export async function bundlePrograms(folder = bundleFolder): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: programs,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    external,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    minifySyntax: true,
    sourcemap: true,
    sourcesContent: false,
    // Some packages are CommonJS inside and ask for Node's own modules by `require`.
    banner: { js: "import { createRequire as nodeRequire } from 'node:module'; const require = nodeRequire(import.meta.url);" },
    plugins: [placesFrom(folder)],
    logLevel: 'warning',
  })
}

/**
 * What a source finds beside itself (an asset, a command, a package) it finds from its bundle too: `import.meta.url` stays the source's.
 * The one exception is a program that is started as a process of its own: its bundle is started.
 */
const placesFrom = (folder: string): Plugin => ({
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /\.(ts|mjs)$/ }, ({ path: file }) => {
      if (file.includes(`${path.sep}node_modules${path.sep}`)) return undefined
      const source = readFileSync(file, 'utf8')
      if (/import\.meta\.(?!url\b)/.test(source)) return { errors: [{ text: `${file}: of import.meta a bundle keeps the url alone` }] }
      const contents = source.replace(/(new URL\('([^']+)', )?import\.meta\.url/g, (_, before = '', to = '') => {
        const program = bundled.get(path.resolve(path.dirname(file), to))
        return program ? `new URL('${program}.mjs', import.meta.url` : `${before}${placeOf(file, folder)}`
      })
      return { contents, loader: file.endsWith('.ts') ? 'ts' : 'js' }
    })
  },
})

/** The programs' names by the absolute paths of their sources. */
const bundled = new Map(Object.entries(programs).map(([name, source]) => [path.join(root, source), name]))

/** A source's own address, as an expression in a bundle. */
const placeOf = (file: string, folder: string): string =>
  `new URL(${JSON.stringify(path.relative(folder, file).split(path.sep).join('/'))}, import.meta.url).href`

if (process.argv[1] === import.meta.filename) await bundlePrograms()
