import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const folder = dirname(fileURLToPath(import.meta.url))

/**
 * Makes one file to start of the embedded engine's many, so that a command spends its time on its work and not on reading
 * TypeScript. The SDK stays outside: it is the project's own. Takes about a second; `bin/pulumi` works without it.
 */
export async function bundleEngine(): Promise<void> {
  const output = join(folder, 'dist')
  rmSync(output, { recursive: true, force: true, maxRetries: 10 })
  mkdirSync(output, { recursive: true })
  await build({
    entryPoints: { pulumi: join(folder, 'embedded', 'main.ts'), host: join(folder, 'embedded', 'program', 'host.ts') },
    outdir: output,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What runs no program doesn't read the part that does.
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    minifySyntax: true,
    sourcemap: true,
    // Some dependencies are CommonJS inside and ask for Node's own modules by `require`.
    banner: { js: "import { createRequire as nodeRequire } from 'node:module'; const require = nodeRequire(import.meta.url);" },
    logLevel: 'warning',
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleEngine()
