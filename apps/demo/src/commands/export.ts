import { exportOnnx } from '@automodel/auto';
import type { Command } from 'commander';
import type { Print } from '../views/tables.js';

/** `export`: a model for other programs. */
export function addExportCommand(program: Command, print: Print): void {
  program
    .command('export')
    .description('write an encoder as ONNX, in the layout that @huggingface/transformers reads in browsers')
    .argument('<model>', 'a folder, or the name of an installed model')
    .argument('<folder>', 'where to write; made if it is not there')
    .action(async (model: string, folder: string) => {
      await exportOnnx(model, folder);
      print(
        `${model} is in ${folder}: onnx/model.onnx with the weights in it, config and tokenizer beside it.`,
      );
    });
}
