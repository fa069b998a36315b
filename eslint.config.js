import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  // bench/others needs bench's own packages: `npm run check` in bench/ looks at it.
  { ignores: ['dist', 'coverage', '**/node_modules', '**/*.cjs', 'bench/others'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // Numbers in messages are the point of most of ours.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `x === undefined || …` chains read better than forced optional ones where null is a value.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  // chai's `expect(x).to.be.true` is an expression by design.
  { files: ['spec/**'], rules: { '@typescript-eslint/no-unused-expressions': 'off' } },
  // What `mlpipeline init` copies: its own tsconfig.json would take the last build for `mlpipeline`.
  {
    files: ['templates/**'],
    languageOptions: {
      parserOptions: {
        projectService: false,
        project: 'tsconfig.json',
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: 'test', package: 'node:test' }] },
      ],
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: {
        Buffer: 'readonly',
        console: 'readonly',
        process: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
);
