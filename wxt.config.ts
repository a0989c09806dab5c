import { defineConfig } from 'wxt'

/**
 * The public half of a key whose private half was thrown away: it is here only so that the extension's id (its origin, which the daemon
 * pins when pairing) is the same from every folder it is loaded from: mdndblkfhajhpogeckfdcifgodddldci.
 */
const key =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAsKixOUndWCRJwdGooKes/cuC018rcU4Fi253RdsIk7ms+miSnqFyjvqaQAhxvKr+KA21VP61qTtVb3hVs55Th' +
  'zpQrGvov3Hm3YfJoRMk/DHSee8gjnKa66C1R1aExZzUAmOtapF+vE+Le0UkQ8pmaS0SQ9WSw1NDxew5Z/iKq6vcaZzYfrbD7bTgziilgpqfpy9XAdQNt79hI606qvuOb3' +
  'l9Wui0jqhvKu8IUdha3boL5BQOxVP77Fkns+R1iHQootkvejaBgy4W07mouGPZFvuDa9RvGLf8tSmU25E69Tckt+Z20+/rtxjtw+vEGpeINwDyvOTHbsVT2A1zZofV9wIDAQAB'

/** Nothing remote, nothing inline, no frame around the panel; the only place it may talk to is this machine. */
const contentSecurityPolicy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
  'connect-src http://127.0.0.1:*', "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ')

const icons = { 16: 'icon/16.png', 32: 'icon/32.png', 48: 'icon/48.png', 128: 'icon/128.png' }

export default defineConfig({
  srcDir: 'extension',
  publicDir: 'extension/public',
  // `npm run package` builds elsewhere: a browser may have the folder of the usual build loaded.
  outDir: process.env.COUNTERSIGN_OUTPUT ?? '.output',
  manifestVersion: 3,
  imports: false,
  vite: () => ({
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: { target: 'es2022', modulePreload: false },
  }),
  zip: { name: 'countersign' },
  manifest: ({ browser }) => ({
    name: 'Countersign',
    description: 'Change infrastructure by chat. Nothing changes until you countersign it with the code from your own terminal.',
    icons,
    // What each one is for, and what is not asked for, is in extension/README.md.
    permissions: ['storage', 'contextMenus', 'activeTab', ...(browser === 'firefox' ? [] : ['sidePanel'])],
    optional_permissions: ['tabs'],
    host_permissions: ['http://127.0.0.1/*'],
    content_security_policy: { extension_pages: contentSecurityPolicy },
    action: { default_title: 'Open Countersign', default_icon: icons },
    commands: {
      ...(browser === 'firefox'
        ? { _execute_sidebar_action: { suggested_key: { default: 'Alt+Shift+C' }, description: 'Open Countersign' } }
        : { _execute_action: { suggested_key: { default: 'Alt+Shift+C' }, description: 'Open Countersign' } }),
    },
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: { id: 'countersign@countersign.local', strict_min_version: '142.0', data_collection_permissions: { required: ['none'] } },
          },
        }
      : { key, minimum_chrome_version: '137' }),
  }),
})
