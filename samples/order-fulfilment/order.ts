import { IsPositive, IsString } from 'class-validator';

export class Order {
  @IsString()
  readonly id!: string;

  @IsString()
  readonly article!: string;

  @IsPositive()
  readonly amount!: number;
}
