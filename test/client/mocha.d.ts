type TestBody = () => void | Promise<void>;
interface TestContext {
  timeout(ms: number): void;
}
declare function describe(name: string, body: () => void): void;
declare function it(name: string, body: (this: TestContext) => void | Promise<void>): void;
declare function before(body: TestBody): void;
declare function beforeEach(body: TestBody): void;
declare function afterEach(body: TestBody): void;
