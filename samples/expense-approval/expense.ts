import { IsPositive, IsString } from 'class-validator';

export class Expense {
  @IsString()
  readonly id!: string;

  @IsString()
  readonly employee!: string;

  /** In €. */
  @IsPositive()
  readonly amount!: number;
}
