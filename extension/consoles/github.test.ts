import { describe } from 'vitest'
import { itLeavesAlone, itReads } from '../testing/addresses.ts'

const within = (kind: string, id: string) => ({ account: 'acme', service: 'acme/shop', kind, id: `acme/shop${id}` })
const repository = { account: 'acme', kind: 'repository', id: 'acme/shop' }

describe('GitHub', () => {
  itReads('github', [
    ['https://github.com/acme/shop', repository],
    ['https://github.com/acme/shop/', repository],
    ['https://github.com/acme/shop?tab=readme-ov-file', repository],
    ['https://github.com/acme/shop/pulls?q=is%3Aopen', repository],
    ['https://github.com/acme/shop/issues', repository],
    ['https://github.com/acme/shop/settings/branches', repository],
    ['https://github.com/acme/shop/pull/218', within('pull request', '#218')],
    ['https://github.com/acme/shop/pull/218/files#diff-0a1b2c', within('pull request', '#218')],
    ['https://github.com/acme/shop/issues/42#issuecomment-1', within('issue', '#42')],
    ['https://github.com/acme/shop/discussions/7', within('discussion', '#7')],
    ['https://github.com/acme/shop/commit/4b825dc642cb6eb9a060e54bf8d69288fbee4904', within('commit', '@4b825dc642cb6eb9a060e54bf8d69288fbee4904')],
    ['https://github.com/acme/shop/tree/main', within('branch', '@main')],
    ['https://github.com/acme/shop/blob/main/infra/index.ts#L10-L20', within('file', '@main:infra/index.ts')],
    ['https://github.com/acme/shop/actions/runs/9876543210', within('workflow run', '/actions/runs/9876543210')],
    ['https://github.com/acme/shop/actions/runs/9876543210/job/123?pr=218', within('workflow run', '/actions/runs/9876543210')],
    ['https://github.com/acme/shop/actions/workflows/deploy.yml', within('workflow', '/actions/workflows/deploy.yml')],
    ['https://github.com/acme/shop/releases/tag/v1.4.0', within('release', '@v1.4.0')],
    ['https://github.com/acme/shop/deployments/production', within('environment', '/deployments/production')],
    ['https://github.com/acme/shop/milestone/3', within('milestone', '/milestone/3')],
    ['https://github.com/orgs/acme/repositories', { account: 'acme', kind: 'organization', id: 'acme' }],
  ])
  itLeavesAlone([
    'https://github.com/', 'https://github.com/acme', 'https://github.com/settings/tokens', 'https://github.com/notifications/beta', 'https://github.com/marketplace/actions',
    'https://gist.github.com/acme/0123456789abcdef', 'https://github.com.evil.example/acme/shop', 'http://github.com/acme/shop', 'https://github.com/-acme/shop',
  ])
})
