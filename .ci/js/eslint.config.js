// What the pages' scripts are checked for beside their types (tsconfig.json).

import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-implicit-coercion": "error",
      "no-shadow": "error",
      "no-unused-expressions": ["error", { enforceForJSX: false }],
      "no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      // Privates are marked with #, and in no other way.
      "no-underscore-dangle": ["error", { allowAfterThis: false, allowFunctionParams: true }],
    },
  },
  { files: ["tests/**"], languageOptions: { globals: globals.node } },
];
