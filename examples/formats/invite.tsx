import { Body, Button, Container, Head, Heading, Html, Img, Link, Preview, Text } from '@react-email/components';

interface InviteProps {
  hostName: string;
  guestName?: string;
  seats: number;
  url: string;
}

export const subject = 'A chair is kept for you';

const dishes = ['Soup from the garden', 'Bread that is still warm'];

export default function Invite({ hostName, guestName, seats, url }: InviteProps) {
  return (
    <Html lang="en">
      <Head />
      <Preview>Supper on Friday, and a chair with your name on it</Preview>
      <Body style={{ backgroundColor: '#fff', margin: '0 auto' }}>
        <Container className="invite">
          {/* the picture is from last summer */}
          <Img src="/table.png" alt="A long table under a tree" width="40" />
          <Heading as="h2">Supper on Friday</Heading>
          <Text>
            Hi {guestName ?? 'neighbour'}, it&apos;s <strong>{hostName}</strong> from across the road. We set the
            table at six; bring nothing but time.
          </Text>
          <ul>
            {dishes.map((dish) => (
              <li key={dish}>{dish}</li>
            ))}
          </ul>
          {seats < 4 ? <Text>Hurry, only {seats} seats left!</Text> : <Text>There is room for all of us.</Text>}
          <Button href={url}>{guestName ? `${guestName} will come` : 'Say that I will come'}</Button>
          <Text>
            If Friday is no good, <Link href="mailto:host@table.example">tell me which day is</Link>.
          </Text>
        </Container>
      </Body>
    </Html>
  );
}

Invite.PreviewProps = { hostName: 'Ana', guestName: 'Our leads', seats: 3, url: '/come' };
