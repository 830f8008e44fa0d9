import { Type } from 'class-transformer';
import {
  IsArray,
  IsDate,
  IsInt,
  IsOptional,
  IsString,
  Min,
  registerDecorator,
  ValidateNested,
  ValidatorConstraint,
} from 'class-validator';

export class Address {
  @IsString()
  street!: string;

  @IsOptional()
  @IsString()
  city?: string;
}

export class Line {
  @IsString()
  sku!: string;

  @IsInt()
  @Min(0)
  price!: number;
}

export class Order {
  @IsString()
  id!: string;

  @ValidateNested()
  @Type(() => Address)
  address!: Address;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Line)
  lines!: Line[];

  @IsOptional()
  @IsDate()
  @Type(() => Date)
  at?: Date;

  total(): number {
    return this.lines.reduce((sum, line) => sum + line.price, 0);
  }
}

/** The list is declared by its type alone. */
export class Basket {
  @ValidateNested()
  @Type(() => Line)
  lines!: Line[];
}

export class Untyped {
  @ValidateNested()
  inner!: object;
}

/** Has no validators. */
export class Note {
  text = 'empty';
  tags?: Set<string>;
  raw?: Uint8Array;
  free?: unknown;

  shout(): string {
    return this.text.toUpperCase();
  }
}

/** Its constructor needs something. */
export class Picky {
  readonly size: number;

  constructor(options: { size: number }) {
    this.size = options.size;
  }
}

export class Recursive {
  @IsOptional()
  @ValidateNested()
  @Type(() => Recursive)
  next?: Recursive;
}

@ValidatorConstraint({ async: true })
class IsFree {
  validate() {
    return Promise.resolve(false);
  }
}

export class Booking {
  @IsString()
  seat!: string;
}
registerDecorator({ target: Booking, propertyName: 'seat', validator: IsFree, options: {} });

export class Exploding {
  @IsString()
  name!: string;
}
registerDecorator({
  target: Exploding,
  propertyName: 'name',
  options: {},
  validator: {
    validate() {
      throw new Error('no database');
    },
  },
});
