import tseslint from 'typescript-eslint'
import { countersign } from './test/lint/index.ts'

const own = Object.fromEntries(Object.keys(countersign.rules).map((rule) => [`countersign/${rule}`, 'error']))

export default tseslint.config(
  { ignores: ['**/node_modules/', '.output/', '.wxt/', '.countersign/', 'coverage/', 'test/.artifacts/', 'daemon/engine/dist/', 'test/engine/programs/'] },
  {
    files: ['**/*.{ts,tsx,mjs,js}'],
    languageOptions: { parser: tseslint.parser },
    plugins: { '@typescript-eslint': tseslint.plugin, countersign },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...own,
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-ignore': true, 'ts-expect-error': true, 'ts-nocheck': true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-empty': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'eqeqeq': ['error', 'always', { null: 'ignore' }],
      'no-fallthrough': 'error',
      'no-unsafe-finally': 'error',
      'no-constant-binary-expression': 'error',
      'no-self-compare': 'error',
      'no-useless-escape': 'error',
      'no-useless-catch': 'error',
      'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme'] }],
      'no-debugger': 'error',
      'semi': ['error', 'never'],
      'quotes': ['error', 'single', { avoidEscape: true, allowTemplateLiterals: true }],
      'max-len': ['error', { code: 140, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }],
      'max-lines': ['warn', { max: 250 }],
    },
  },
  {
    files: ['**/*.test.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-syntax': ['error', {
        selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(skip|todo|only)$/]',
        message: 'every test runs; what a machine cannot run is skipped by ctx.skip(condition, reason) and listed in test/may-skip.json',
      }],
    },
  },
)
