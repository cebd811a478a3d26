import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

// The floors of the house: a package imports only from the floors below it.
const floor = (number, below) => ({
  sourceTag: `floor:${number}`,
  onlyDependOnLibsWithTags: [...below, 'test-support'],
});

export default tseslint.config(
  { ignores: ['**/dist/', '**/fixtures/', 'docs/api/', '.nx/', '**/*_pb.ts'] },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  prettier,
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: [],
          depConstraints: [
            floor(0, []),
            floor(1, ['floor:0']),
            floor(2, ['floor:0', 'floor:1']),
            floor(3, ['floor:0', 'floor:1', 'floor:2', 'model']),
            floor(4, ['floor:0', 'floor:1', 'floor:2', 'floor:3', 'model']),
            floor(5, ['floor:0', 'floor:1', 'floor:2', 'floor:3', 'floor:4', 'model']),
            { sourceTag: 'test-support', onlyDependOnLibsWithTags: ['floor:0', 'floor:1', 'floor:2'] },
            { sourceTag: 'tool', onlyDependOnLibsWithTags: ['*'] },
          ],
        },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Models and pipelines can be called: an interface beside the class declares the call.
      '@typescript-eslint/no-unsafe-declaration-merging': 'off',
      '@typescript-eslint/prefer-function-type': 'off',
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      '@typescript-eslint/no-extraneous-class': [
        'error',
        { allowConstructorOnly: true, allowStaticOnly: true },
      ],
    },
  },
);
