"""The wire of the Room Creation API, shared by client and service: words, requests and answers, states, signatures."""
