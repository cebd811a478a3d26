import { exportOnnx } from '@automodel/auto';
import { Option, type Command } from 'commander';
import type { Print } from '../views/tables.js';

/** `export`: a model for other programs. */
export function addExportCommand(program: Command, print: Print): void {
  program
    .command('export')
    .description('write an encoder as ONNX, in the layout that @huggingface/transformers reads in browsers')
    .argument('<model>', 'a folder, or the name of an installed model')
    .argument('<folder>', 'where to write; made if it is not there')
    .addOption(new Option('--dtype <dtype>', 'what it computes in').choices(['fp32', 'int8']).default('fp32'))
    .action(async (model: string, folder: string, { dtype }: { dtype: 'fp32' | 'int8' }) => {
      await exportOnnx(model, folder, { dtype });
      const file = dtype === 'int8' ? 'model_quantized.onnx' : 'model.onnx';
      print(
        `${model} is in ${folder}: onnx/${file} with the weights in it, what reads its inputs beside it.`,
      );
    });
}
