// greet.Greeter/SayHello in a closed loop for k6: each virtual user owns one connection.
//
//     k6 run -e TARGET=127.0.0.1:50051 -e PROTOS=Protos -e VUS=100 -e DURATION=10s unary.js

import { check } from 'k6';
import grpc from 'k6/net/grpc';

const client = new grpc.Client();
client.load([__ENV.PROTOS], 'greet.proto');

export const options = {
  vus: Number(__ENV.VUS || 100),
  duration: __ENV.DURATION || '10s',
};

export default function () {
  if (__ITER === 0) {
    client.connect(__ENV.TARGET, { plaintext: true });
  }
  const response = client.invoke('greet.Greeter/SayHello', { name: 'world' });
  check(response, { OK: (r) => r && r.status === grpc.StatusOK });
}
