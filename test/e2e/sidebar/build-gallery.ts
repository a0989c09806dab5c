import { build } from 'esbuild'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** Builds the gallery into `folder` and returns the address of its page, to which `#state` is added. */
export async function buildGallery(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const root = path.resolve(import.meta.dirname, '../../../extension')
  await build({
    entryPoints: { gallery: path.join(root, 'testing/gallery.tsx'), style: path.join(root, 'styles/index.css') },
    outdir: folder, bundle: true, format: 'iife', jsx: 'automatic', jsxImportSource: 'preact', loader: { '.woff2': 'dataurl' }, logLevel: 'error',
  })
  const page = path.join(folder, 'gallery.html')
  const head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Countersign</title><link rel="stylesheet" href="style.css">'
  await writeFile(page, `<!doctype html><html lang="en"><head>${head}</head><body><div id="panel"></div><script src="gallery.js" defer></script></body></html>`)
  return pathToFileURL(page).href
}
