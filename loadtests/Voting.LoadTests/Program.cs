Console.WriteLine("Voting.LoadTests");
